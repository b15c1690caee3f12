package weft.message.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import weft.message.store.Identities;
import weft.message.store.Transaction;
import weft.reticulum.Address;

/** The address of each identity, which never changes: what messages are from or to. */
@ApplicationScoped
class OwnAddresses {

    private static final int REMEMBERED = 10_000;

    private final Identities identities;
    private final Cache<UUID, Address> addresses =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    OwnAddresses(Identities identities) {
        this.identities = identities;
    }

    Address of(Transaction transaction, UUID account, UUID identity) {
        return addresses.get(
                identity, id -> identities.get(transaction, account, id).address());
    }
}
