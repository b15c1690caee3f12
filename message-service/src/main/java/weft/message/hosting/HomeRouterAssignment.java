package weft.message.hosting;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import weft.message.domain.MemberIdentity;
import weft.message.store.HomeRouters;
import weft.message.store.sql.Database;
import weft.message.store.sql.StoreUnavailable;
import weft.reticulum.Address;
import weft.service.quarantine.Quarantine;
import weft.service.quarantine.Quarantines;

/** Finds a home router for the identities that have none, as soon as a router is heard. Used by one thread. */
@ApplicationScoped
class HomeRouterAssignment {

    private final Database database;
    private final HomeRouters homes;
    private final Routers routers;
    private final Quarantine<UUID> refused;

    HomeRouterAssignment(Database database, HomeRouters homes, Routers routers, Quarantines quarantines) {
        this.database = database;
        this.homes = homes;
        this.routers = routers;
        this.refused = quarantines.of("homes");
    }

    /** These identities, each with a home where one could be found; without, it goes through any router. */
    List<MemberIdentity> give(List<MemberIdentity> identities) {
        Set<UUID> without = identities.stream()
                .filter(identity -> identity.homeRouter().isEmpty())
                .map(MemberIdentity::id)
                .filter(id -> !refused.rests(id))
                .collect(Collectors.toSet());
        List<Address> running = without.isEmpty() ? List.of() : routers.running();
        if (running.isEmpty()) {
            return identities;
        }
        Map<UUID, Address> given = given(without, running);
        return identities.stream()
                .map(identity ->
                        given.containsKey(identity.id()) ? identity.withHomeRouter(given.get(identity.id())) : identity)
                .toList();
    }

    private Map<UUID, Address> given(Set<UUID> without, List<Address> running) {
        try {
            return database.transact(transaction -> homes.give(transaction, without, running));
        } catch (StoreUnavailable away) {
            throw away;
        } catch (RuntimeException oneOfThem) {
            Map<UUID, Address> given = new HashMap<>();
            without.forEach(id -> given.putAll(alone(id, running)));
            return given;
        }
    }

    /** A row that the database does not let change must not keep the others off the mesh. */
    private Map<UUID, Address> alone(UUID identity, List<Address> running) {
        try {
            Map<UUID, Address> given =
                    database.transact(transaction -> homes.give(transaction, Set.of(identity), running));
            refused.used(identity);
            return given;
        } catch (StoreUnavailable away) {
            throw away;
        } catch (RuntimeException damaged) {
            refused.failed(identity, damaged);
            return Map.of();
        }
    }
}
