package weft.message.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import weft.lxmf.announce.DeliveryAppData;
import weft.lxmf.delivery.Recipient;
import weft.message.store.sql.Columns;
import weft.message.store.sql.Rows;
import weft.message.store.sql.Transaction;
import weft.reticulum.Address;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.identity.Identity;

/** What announces have told: keys, names and stamp costs of others. Public knowledge, shared by all members. */
@ApplicationScoped
public class KnownDestinations {

    /** Destinations kept; past this the ones heard longest ago go, unless somebody has a conversation with them. */
    public static final int BOUND = 100_000;

    /** The aspect of a member's address. */
    public static final String DELIVERY = "lxmf.delivery";

    private static final String KNOWN = """
            select address, public_key, ratchet, display_name, stamp_cost, compression, emitted_at, heard_at, announce
            from known_destination""";

    private static final String KEEP = """
            insert into known_destination as k (address, identity_hash, aspect, public_key, ratchet, ratchet_at,
                app_data, display_name, stamp_cost, compression, hops, interface, emitted_at, heard_at, announce)
            select address, identity_hash, aspect, public_key, ratchet, case when ratchet is null then null else heard_at end,
                app_data, display_name, stamp_cost, compression, hops, interface, emitted_at, heard_at, announce
            from unnest($1::bytea[], $2::bytea[], $3::text[], $4::bytea[], $5::bytea[], $6::bytea[], $7::text[],
                    $8::integer[], $9::boolean[], $10::integer[], $11::text[], $12::bigint[], $13::timestamptz[],
                    $14::bytea[])
                as heard(address, identity_hash, aspect, public_key, ratchet, app_data, display_name, stamp_cost,
                    compression, hops, interface, emitted_at, heard_at, announce)
            on conflict (address) do update set ratchet = coalesce(excluded.ratchet, k.ratchet),
                ratchet_at = coalesce(excluded.ratchet_at, k.ratchet_at), app_data = excluded.app_data,
                display_name = excluded.display_name, stamp_cost = excluded.stamp_cost,
                compression = excluded.compression, hops = excluded.hops,
                interface = coalesce(excluded.interface, k.interface), emitted_at = excluded.emitted_at,
                heard_at = excluded.heard_at, announce = excluded.announce
            where excluded.emitted_at >= k.emitted_at and excluded.public_key = k.public_key
            returning address""";

    /**
     * Keeps what announces say, in one statement for as many as are of different destinations. One that is older than what is known
     * changes nothing, nor does one with other keys.
     *
     * @return the destinations of which something was kept
     */
    public Set<Address> keep(Transaction transaction, List<KnownDestination> heard) {
        // Sorted, so that two replicas that hear the same announces don't wait for each other.
        SortedMap<Address, KnownDestination> first = new TreeMap<>();
        List<KnownDestination> again = new ArrayList<>();
        for (KnownDestination each : heard) {
            if (first.putIfAbsent(each.recipient().destination(), each) != null) {
                again.add(each);
            }
        }
        Set<Address> kept = new HashSet<>(keepEach(transaction, List.copyOf(first.values())));
        if (!again.isEmpty()) {
            kept.addAll(keep(transaction, again));
        }
        return kept;
    }

    private static List<Address> keepEach(Transaction transaction, List<KnownDestination> heard) {
        Rows<KnownDestination> rows = new Rows<>(heard);
        return transaction.list(
                KEEP,
                row -> row.address("address"),
                rows.bytes(each -> each.recipient().destination()),
                rows.bytes(each -> each.recipient().identity().hash()),
                rows.texts(KnownDestination::aspect),
                rows.bytes(each -> each.recipient().identity().publicKeySet()),
                rows.bytes(each -> each.recipient().ratchet()),
                rows.bytes(KnownDestination::appData),
                rows.texts(each -> each.recipient().data().name()),
                rows.integers(each -> each.recipient().data().stampCost()),
                rows.flags(each -> each.recipient().data().compression()),
                rows.integers(KnownDestination::hops),
                rows.texts(KnownDestination::interfaceName),
                rows.longs(each -> each.recipient().emittedAt()),
                rows.times(each -> Instant.ofEpochSecond(each.recipient().heardAt())),
                rows.bytes(each -> each.recipient().announce()));
    }

    private static Recipient recipient(Columns row) {
        return new Recipient(
                row.address("address"),
                Identity.of(row.bytes("public_key")),
                row.optionalBytes("ratchet"),
                new DeliveryAppData(
                        row.optionalText("display_name"), row.optionalInt("stamp_cost"), row.flag("compression")),
                row.instant("heard_at").getEpochSecond(),
                row.longValue("emitted_at"),
                row.digest("announce"));
    }

    /** What is known of these destinations, of those that can be read. */
    public List<KnownDestination> list(Transaction transaction, Collection<Address> addresses) {
        return transaction.listReadable(
                """
                select address, public_key, ratchet, aspect, app_data, display_name, stamp_cost, compression, hops,
                    interface, emitted_at, heard_at, announce
                from known_destination where address = any($1)""",
                row -> new KnownDestination(
                        recipient(row),
                        row.text("aspect"),
                        row.bytes("app_data"),
                        row.intValue("hops"),
                        row.optionalText("interface")),
                (_, _) -> {},
                (Object) new Rows<>(List.copyOf(addresses)).bytes(address -> address));
    }

    /**
     * The addresses that identities with these hashes have under a name, by hash, where they live on this node or were heard: for what
     * was given as an address and may be the hash of an identity. Waits when the answer is asked for.
     */
    public Supplier<Map<Address, Address>> askAddressesOf(
            Transaction transaction, DestinationName name, Collection<Address> identityHashes) {
        Map<Address, Address> hashes = new HashMap<>();
        identityHashes.forEach(hash -> hashes.put(name.destination(hash), hash));
        var found = transaction.askAll("""
                select address from unnest($1::bytea[]) as given(address)
                where exists (select 1 from identity i where i.address = given.address)
                    or exists (select 1 from known_destination d where d.address = given.address)""", row -> row.address("address"), (Object)
                new Rows<>(List.copyOf(hashes.keySet())).bytes(address -> address));
        return () -> found.get().stream().collect(Collectors.toMap(hashes::get, address -> address));
    }

    /** As {@link #askAddressesOf}, of one. Waits for the answer. */
    public Optional<Address> addressOf(Transaction transaction, DestinationName name, Address identityHash) {
        return Optional.ofNullable(
                askAddressesOf(transaction, name, List.of(identityHash)).get().get(identityHash));
    }

    /**
     * What is known of these delivery destinations, by address. Waits when the answer is asked for.
     *
     * @param unreadable is told of each of which what is kept can't be read
     */
    public Supplier<Map<Address, Recipient>> askAll(
            Transaction transaction, Collection<Address> addresses, BiConsumer<Address, RuntimeException> unreadable) {
        var found = transaction.askReadable(
                KNOWN + " where address = any($1) and aspect = $2",
                KnownDestinations::recipient,
                (row, why) -> unreadable.accept(row.address("address"), why),
                new Rows<>(List.copyOf(addresses)).bytes(address -> address),
                DELIVERY);
        return () -> found.get().stream().collect(Collectors.toMap(Recipient::destination, recipient -> recipient));
    }

    /** Removes what is past the bound, a batch at a time. */
    public int prune(Transaction transaction, int limit) {
        return transaction.update("""
                delete from known_destination where address in (
                    select address from known_destination d
                    where not exists (select 1 from conversation c where c.peer = d.address)
                    order by heard_at
                    limit greatest(0, least($2::bigint, (select count(*) from known_destination) - $1::bigint)))""", (long) BOUND, (long) limit);
    }

    /**
     * One destination, as its newest announce told of it.
     *
     * @param recipient keys, ratchet, and what the application data says; for other aspects than delivery with no name
     * @param aspect {@value #DELIVERY} for one
     * @param interfaceName where it was heard; empty when not known
     */
    public record KnownDestination(
            Recipient recipient, String aspect, byte[] appData, int hops, Optional<String> interfaceName) {}
}
