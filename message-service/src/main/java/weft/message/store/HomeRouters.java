package weft.message.store;

import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import weft.message.store.sql.Transaction;
import weft.reticulum.Address;

/** Which router each identity is at home at. */
@ApplicationScoped
public class HomeRouters {

    private record Homed(UUID identity, Address router) {}

    private record Count(Address router, long identities) {}

    /**
     * Gives each of these identities that has no home the router with the fewest, counted over the whole node.
     *
     * @param routers to choose from, at least one
     * @return the homes that were given; an identity that has one, or is gone, is not among them
     */
    public Map<UUID, Address> give(Transaction transaction, Set<UUID> identities, Collection<Address> routers) {
        Map<Address, Long> counts = counts(transaction, routers);
        Map<UUID, Address> chosen = new HashMap<>();
        for (UUID identity : identities) {
            Address fewest = counts.entrySet().stream()
                    .min(Comparator.comparingLong(Map.Entry::getValue))
                    .orElseThrow()
                    .getKey();
            counts.merge(fewest, 1L, Long::sum);
            chosen.put(identity, fewest);
        }
        List<UUID> ids = List.copyOf(chosen.keySet());
        return transaction
                .list(
                        """
                        update identity i set home_router = c.router from unnest($1::uuid[], $2::bytea[]) as c(id, router)
                        where i.id = c.id and i.home_router is null returning i.id, i.home_router""",
                        row -> new Homed(row.uuid("id"), row.address("home_router")),
                        ids.toArray(UUID[]::new),
                        buffers(ids.stream().map(chosen::get).toList()))
                .stream()
                .collect(Collectors.toMap(Homed::identity, Homed::router));
    }

    /** How many identities are at home at each of these; of those with as many, all choose the same first. */
    private static Map<Address, Long> counts(Transaction transaction, Collection<Address> routers) {
        Map<Address, Long> counts = new TreeMap<>();
        routers.forEach(router -> counts.put(router, 0L));
        if (counts.size() > 1) {
            transaction
                    .list("""
                            select home_router, count(*) as identities from identity where home_router = any($1)
                            group by home_router""", row -> new Count(row.address("home_router"), row.longValue("identities")), (Object)
                            buffers(counts.keySet()))
                    .forEach(count -> counts.put(count.router(), count.identities()));
        }
        return counts;
    }

    private static Buffer[] buffers(Collection<Address> addresses) {
        return addresses.stream().map(address -> Buffer.buffer(address.bytes())).toArray(Buffer[]::new);
    }
}
