package weft.message.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import weft.message.store.sql.Columns;
import weft.message.store.sql.Transaction;
import weft.reticulum.Address;

/** What several members have here, in one question, however many they are. */
@ApplicationScoped
public class MemberUsage {

    /** Identities that are named of each member. */
    public static final int SHOWN = 3;

    /**
     * What these accounts have; those without anything are absent.
     *
     * @param accounts a page of them
     */
    public List<Holding> of(Transaction transaction, Set<UUID> accounts) {
        Map<UUID, Holding> found = new LinkedHashMap<>();
        transaction
                .list("""
                        select a.id, a.stored_messages, a.stored_bytes, a.byte_quota, i.address, i.display_name,
                            coalesce(i.of_all, 0) as of_all
                        from account a left join (
                                select account, address, display_name, created_at,
                                    row_number() over (partition by account order by created_at, id) as place,
                                    count(*) over (partition by account) as of_all
                                from identity where account = any($1)) i
                            on i.account = a.id and i.place <= $2
                        where a.id = any($1)
                        order by a.id, i.place""", MemberUsage::read, accounts.toArray(UUID[]::new), SHOWN)
                .forEach(row -> found.merge(row.account(), row, Holding::with));
        return List.copyOf(found.values());
    }

    private static Holding read(Columns row) {
        List<Named> identities = row.optionalText("display_name")
                .map(name -> List.of(new Named(row.address("address"), name)))
                .orElse(List.of());
        return new Holding(
                row.uuid("id"),
                identities,
                Math.toIntExact(row.longValue("of_all")),
                row.longValue("stored_messages"),
                row.longValue("stored_bytes"),
                row.optionalLong("byte_quota"));
    }

    /** An identity's address and name. */
    public record Named(Address address, String displayName) {}

    /**
     * What one account has.
     *
     * @param identities the first {@value #SHOWN} of them
     * @param identityCount of all of them
     * @param byteQuota empty for the node's default
     */
    public record Holding(
            UUID account,
            List<Named> identities,
            int identityCount,
            long messages,
            long bytes,
            Optional<Long> byteQuota) {

        private Holding with(Holding more) {
            List<Named> all = new ArrayList<>(identities);
            all.addAll(more.identities());
            return new Holding(account, List.copyOf(all), identityCount, messages, bytes, byteQuota);
        }
    }
}
