package weft.message.api;

import com.github.benmanes.caffeine.cache.Cache;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import weft.message.store.Identities;
import weft.message.store.sql.Transaction;
import weft.reticulum.Address;
import weft.service.cache.BoundedCache;

/** The address of each identity, which never changes: what messages are from or to. */
@ApplicationScoped
class OwnAddresses {

    private static final int REMEMBERED = 10_000;

    private final Identities identities;
    private final Cache<UUID, Address> addresses;

    OwnAddresses(Identities identities, MeterRegistry metrics) {
        this.identities = identities;
        this.addresses = BoundedCache.of("own_addresses", REMEMBERED, metrics);
    }

    Address of(Transaction transaction, UUID account, UUID identity) {
        return addresses.get(
                identity, id -> identities.get(transaction, account, id).address());
    }
}
