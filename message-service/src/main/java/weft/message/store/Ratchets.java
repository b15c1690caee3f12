package weft.message.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import weft.message.store.sealing.Sealing;
import weft.message.store.sql.Transaction;
import weft.reticulum.identity.Ratchet;

/** Own ratchets. One is on disk before the announce that tells of it leaves. */
@ApplicationScoped
public class Ratchets {

    /** Most that are kept for one identity; older ones can no longer open anything. */
    public static final int RETAINED = 512;

    private static final String KEY = "ratchet.private_key";

    private final Sealing sealing;

    public Ratchets(Sealing sealing) {
        this.sealing = sealing;
    }

    /** Keeps a ratchet and lets go of the oldest past {@value #RETAINED}. Idempotent. */
    public void keep(
            Transaction transaction, UUID account, UUID identity, Ratchet ratchet, Instant createdAt, long epoch) {
        transaction.update(
                """
                insert into ratchet (account, identity, id, sealed_private_key, created_at, epoch)
                values ($1, $2, $3, $4, $5, $6) on conflict do nothing""",
                account,
                identity,
                ratchet.id(),
                sealing.seal(transaction, account, KEY, identity, ratchet.privateKey()),
                createdAt,
                epoch);
        transaction.update("""
                delete from ratchet where account = $1 and identity = $2 and id in (
                    select id from ratchet where account = $1 and identity = $2
                    order by created_at desc, id offset $3)""", account, identity, RETAINED);
    }

    /**
     * The identity's ratchets, newest first.
     *
     * @param unreadable is told of each that can't be read, by its id in hexadecimal; what was encrypted to it is lost
     */
    public List<Kept> list(
            Transaction transaction, UUID account, UUID identity, BiConsumer<String, RuntimeException> unreadable) {
        return transaction.listReadable(
                """
                select id, sealed_private_key, created_at from ratchet where account = $1 and identity = $2
                order by created_at desc, id""",
                row -> new Kept(
                        Ratchet.of(sealing.open(transaction, account, KEY, identity, row.bytes("sealed_private_key"))),
                        row.instant("created_at")),
                (row, why) -> unreadable.accept(HexFormat.of().formatHex(row.bytes("id")), why),
                account,
                identity);
    }

    /** A ratchet and when it was made. */
    public record Kept(Ratchet ratchet, Instant createdAt) {}
}
