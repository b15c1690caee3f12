package weft.auth.store.keys;

import io.quarkus.runtime.Startup;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.lang.JoseException;
import weft.auth.config.AuthSettings;
import weft.auth.store.sql.Statements;
import weft.service.files.KeyFile;
import weft.service.files.PrivateFile;
import weft.service.files.SmallFile;
import weft.service.files.UnusableFile;
import weft.service.id.TimeOrderedId;
import weft.service.vault.KeyedDigest;

/**
 * The secrets that stand outside the database: the signing key of the tokens and the pepper of the passwords. They are
 * made at first start, readable by their owner alone. Several replicas have to be given the same ones.
 *
 * <p>A pepper that is gone is not made anew beside passwords that were made with it. A signing key is: what it signs lives for minutes.
 */
@Singleton
@Startup
public class KeyDirectory {

    /** What the file is called where it can't be used, as the beginning of a sentence. */
    static final String PEPPER = "The pepper of the passwords";

    private static final int PEPPER_LENGTH = 32;
    private static final String REMEDY =
            "Put the right file back from your backup; without it no password of a member is right any more.";
    private static final String REMEDY_SIGNING =
            "Put the right file back from your backup, or remove it to get a new key.";

    private final Path pepperFile;
    private final byte[] pepper;
    private final PublicJsonWebKey signingKey;

    @Inject
    KeyDirectory(AuthSettings config, Statements statements) {
        this(config.keysDirectory(), () -> PepperCheck.isNeeded(statements));
    }

    private KeyDirectory(Path directory, BooleanSupplier pepperNeeded) {
        pepperFile = directory.resolve("pepper");
        KeyFile stored = new KeyFile(PEPPER, pepperFile, PEPPER_LENGTH, REMEDY);
        pepper = stored.load(pepperNeeded, KeyDirectory::random);
        signingKey = signingKey(directory.resolve("signing-key.json"));
    }

    /**
     * Reads the keys of that directory; makes those that are not there. For who knows that no database needs them.
     *
     * @throws UnusableFile naming one that is damaged; it is never overwritten
     */
    public static KeyDirectory in(Path directory) {
        return new KeyDirectory(directory, () -> false);
    }

    /** The Ed25519 key that signs tokens, private half included, with its key id. */
    public PublicJsonWebKey signingKey() {
        return signingKey;
    }

    /** The public half of the signing key as a JSON Web Key set, for whoever checks tokens. */
    public String publishedKeys() {
        return new JsonWebKeySet(List.of(signingKey)).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    /** The pepper of the password hashes, 32 bytes. */
    public byte[] pepper() {
        return derived("password pepper");
    }

    /** Where the pepper stands. */
    Path pepperFile() {
        return pepperFile;
    }

    /** What stands in the database for a set-up token that was made at the machine. */
    public KeyedDigest setUpTokens() {
        return KeyedDigest.under(derived("set-up tokens made at the machine"));
    }

    /** What stands in the database for the code of a reset link. */
    public KeyedDigest resetCodes() {
        return KeyedDigest.under(derived("reset codes"));
    }

    /** A key of 32 bytes of its own for each purpose. */
    public byte[] derived(String purpose) {
        return KeyedDigest.under(pepper).of(purpose);
    }

    private static byte[] random() {
        byte[] fresh = new byte[PEPPER_LENGTH];
        new SecureRandom().nextBytes(fresh);
        return fresh;
    }

    private static PublicJsonWebKey signingKey(Path file) {
        String what = "The signing key";
        try {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                PrivateFile.writeOnce(file, freshSigningKey().getBytes(StandardCharsets.UTF_8));
            }
            PublicJsonWebKey key = PublicJsonWebKey.Factory.newPublicJwk(SmallFile.text(file));
            if (!(key instanceof OctetKeyPairJsonWebKey) || key.getPrivateKey() == null || key.getKeyId() == null) {
                throw new UnusableFile(what, file, "holds no Ed25519 key pair", REMEDY_SIGNING);
            }
            return key;
        } catch (IOException unreadable) {
            throw new UnusableFile(what, file, UnusableFile.problem(file, unreadable), REMEDY_SIGNING);
        } catch (JoseException | GeneralSecurityException damaged) {
            throw new UnusableFile(what, file, "holds no key (" + damaged.getMessage() + ")", REMEDY_SIGNING);
        }
    }

    private static String freshSigningKey() throws GeneralSecurityException, JoseException {
        var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        PublicJsonWebKey fresh = PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic());
        fresh.setPrivateKey(pair.getPrivate());
        fresh.setKeyId(TimeOrderedId.next().toString());
        fresh.setAlgorithm(AlgorithmIdentifiers.EDDSA);
        fresh.setUse("sig");
        return fresh.toJson(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE);
    }
}
