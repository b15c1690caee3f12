package weft.message.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weft.message.domain.MemberIdentity;
import weft.message.store.sql.Database;
import weft.reticulum.Address;
import weft.service.test.TestDatabase;

/** Homes are shared out evenly and stay. The routers here are of no other test, and none of them is ever heard. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class HomeRoutersTest {

    private static final Address NORTH = new Address(0x6E6F727468L, 1);
    private static final Address SOUTH = new Address(0x736F757468L, 2);

    @Inject
    Database database;

    @Inject
    Accounts accounts;

    @Inject
    Identities identities;

    @Inject
    HomeRouters homes;

    private final List<MemberIdentity> made = new ArrayList<>();

    @AfterEach
    void deleted() {
        made.forEach(identity -> database.perform(transaction -> accounts.delete(transaction, identity.account())));
    }

    @Test
    void theFewestGetTheNextAndWhoHasOneKeepsIt() {
        // While only one router is heard it gets them all.
        Set<UUID> first = make(3);
        assertThat(giveNew(first, List.of(NORTH)).values()).hasSize(3).containsOnly(NORTH);

        Set<UUID> second = make(5);
        Map<UUID, Address> given = giveNew(second, List.of(NORTH, SOUTH));

        assertThat(given).containsOnlyKeys(second);
        assertThat(given.values()).containsExactlyInAnyOrder(NORTH, SOUTH, SOUTH, SOUTH, SOUTH);
        assertThat(give(first, List.of(SOUTH))).isEmpty();
        for (MemberIdentity identity : made) {
            Optional<Address> expected =
                    first.contains(identity.id()) ? Optional.of(NORTH) : Optional.of(given.get(identity.id()));
            assertThat(database.transact(transaction -> identities.get(transaction, identity.account(), identity.id()))
                            .homeRouter())
                    .isEqualTo(expected);
        }
    }

    private Map<UUID, Address> give(Set<UUID> ids, Collection<Address> routers) {
        return database.transact(transaction -> homes.give(transaction, ids, routers));
    }

    /** Another test may have had a router heard, where these would be at home already. */
    private Map<UUID, Address> giveNew(Set<UUID> ids, Collection<Address> routers) {
        return database.transact(transaction -> {
            transaction.update(
                    "update identity set home_router = null where id = any($1)", (Object) ids.toArray(UUID[]::new));
            return homes.give(transaction, ids, routers);
        });
    }

    private Set<UUID> make(int number) {
        List<MemberIdentity> fresh = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            fresh.add(StoredIdentity.make(database, accounts, identities));
        }
        made.addAll(fresh);
        return fresh.stream().map(MemberIdentity::id).collect(Collectors.toSet());
    }
}
