package weft.message.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import weft.lxmf.announce.DeliveryAppData;
import weft.lxmf.delivery.Recipient;
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

    /**
     * Keeps what an announce says. An older one than the one known changes nothing, nor does one with other keys.
     *
     * @return whether anything was kept
     */
    public boolean keep(Transaction transaction, KnownDestination heard) {
        return transaction.update(
                        """
                        insert into known_destination as k (address, identity_hash, aspect, public_key, ratchet, ratchet_at,
                            app_data, display_name, stamp_cost, compression, hops, interface, emitted_at, heard_at, announce)
                        values ($1, $2, $3, $4, $5::bytea, case when $5::bytea is null then null else $13::timestamptz end,
                            $6, $7, $8, $9, $10, $11, $12, $13, $14)
                        on conflict (address) do update set ratchet = coalesce(excluded.ratchet, k.ratchet),
                            ratchet_at = coalesce(excluded.ratchet_at, k.ratchet_at), app_data = excluded.app_data,
                            display_name = excluded.display_name, stamp_cost = excluded.stamp_cost,
                            compression = excluded.compression, hops = excluded.hops,
                            interface = coalesce(excluded.interface, k.interface), emitted_at = excluded.emitted_at,
                            heard_at = excluded.heard_at, announce = excluded.announce
                        where excluded.emitted_at >= k.emitted_at and excluded.public_key = k.public_key""",
                        heard.recipient().destination(),
                        heard.recipient().identity().hash(),
                        heard.aspect(),
                        heard.recipient().identity().publicKeySet(),
                        heard.recipient().ratchet(),
                        heard.appData(),
                        heard.recipient().data().name(),
                        heard.recipient().data().stampCost(),
                        heard.recipient().data().compression(),
                        heard.hops(),
                        heard.interfaceName(),
                        heard.recipient().emittedAt(),
                        Instant.ofEpochSecond(heard.recipient().heardAt()),
                        heard.recipient().announce())
                == 1;
    }

    /** What is known of a delivery destination. Waits when the answer is asked for. */
    public Supplier<Optional<Recipient>> ask(Transaction transaction, Address address) {
        return transaction.ask(
                """
                select public_key, ratchet, display_name, stamp_cost, compression, emitted_at, heard_at, announce
                from known_destination where address = $1 and aspect = $2""",
                row -> new Recipient(
                        address,
                        Identity.of(row.bytes("public_key")),
                        row.optionalBytes("ratchet"),
                        new DeliveryAppData(
                                row.optionalText("display_name"),
                                row.optionalInt("stamp_cost"),
                                row.flag("compression")),
                        row.instant("heard_at").getEpochSecond(),
                        row.longValue("emitted_at"),
                        row.digest("announce")),
                address,
                DELIVERY);
    }

    /**
     * The address that an identity with this hash has under a name, where it lives on this node or was heard: for what was given
     * as an address and may be the hash of an identity. Waits when the answer is asked for.
     */
    public Supplier<Optional<Address>> askAddressOf(
            Transaction transaction, DestinationName name, Address identityHash) {
        Address address = name.destination(identityHash);
        var found = transaction.ask("""
                select exists (select 1 from identity where address = $1)
                    or exists (select 1 from known_destination where address = $1) as known""", row -> row.flag("known"), address);
        return () -> found.get().filter(known -> known).map(_ -> address);
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
