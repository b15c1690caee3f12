package weft.auth.store.keys;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.MessageDigest;
import java.time.Duration;
import weft.auth.store.sql.Statements;
import weft.service.files.UnusableFile;
import weft.service.vault.KeyedDigest;

/**
 * Looks at the start whether the pepper is the one that the passwords in this database were made with. One from another backup is as
 * good a pepper as any: with it the node would run, and no password would be right.
 *
 * <p>The first start leaves a digest in the database that only its pepper gives; every later one compares. A database from before
 * there was this digest takes the pepper that it finds.
 */
@ApplicationScoped
public class PepperCheck {

    /** Before anything works with the pepper. */
    private static final int EARLY = 100;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Statements statements;
    private final KeyDirectory keys;

    PepperCheck(Statements statements, KeyDirectory keys) {
        this.statements = statements;
        this.keys = keys;
    }

    void start(@Observes @Priority(EARLY) StartupEvent started) {
        check();
    }

    /**
     * Looks, and leaves the digest where there is none. Of several that start at once with different peppers one goes on. Not on an
     * event loop.
     *
     * @throws UnusableFile when the database has the digest of another pepper
     */
    void check() {
        byte[] own = mark(keys);
        if (!MessageDigest.isEqual(own, kept(own).await().atMost(PATIENCE))) {
            throw new UnusableFile(
                    KeyDirectory.PEPPER,
                    keys.pepperFile(),
                    "is not the one that the passwords in this database were made with",
                    "Put back the one from the backup that belongs to the database; without it no password of a member is right any"
                            + " more.");
        }
    }

    /** Whether something in the database was made with a pepper, so that no other may be made. Not on an event loop. */
    static boolean isNeeded(Statements statements) {
        return statements
                .run(session -> session.createNativeQuery(
                                "select exists (select from auth.pepper_mark) or exists (select from auth.credentials)",
                                Boolean.class)
                        .getSingleResult())
                .await()
                .atMost(PATIENCE);
    }

    /** What the pepper leaves in its database. */
    public static byte[] mark(KeyDirectory keys) {
        return KeyedDigest.under(keys.derived("pepper mark")).of("the pepper of this database");
    }

    /** The digest in the database, which is this one if there was none. */
    private Uni<byte[]> kept(byte[] own) {
        return statements.run(session -> session.createNativeQuery(
                        "insert into auth.pepper_mark (digest) values (:digest) on conflict do nothing")
                .setParameter("digest", own)
                .executeUpdate()
                .chain(() -> session.createNativeQuery("select digest from auth.pepper_mark", byte[].class)
                        .getSingleResult()));
    }
}
