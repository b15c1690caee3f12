package weft.auth.store;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.lang.JoseException;
import weft.auth.config.AuthConfig;
import weft.service.vault.KeyedDigest;

/**
 * The secrets that stand outside the database: the signing key of the tokens and the pepper of the passwords. They are
 * made at first start, readable by their owner alone. Several replicas have to be given the same ones.
 */
@Singleton
public class KeyDirectory {

    private static final int PEPPER_LENGTH = 32;

    private final byte[] pepper;
    private final PublicJsonWebKey signingKey;

    @Inject
    KeyDirectory(AuthConfig config) {
        Path directory = config.keysDirectory();
        try {
            Files.createDirectories(directory);
            pepper = pepper(directory.resolve("pepper"));
            signingKey = signingKey(directory.resolve("signing-key.json"));
        } catch (IOException failed) {
            throw new UncheckedIOException("the key directory " + directory + " can't be used", failed);
        } catch (GeneralSecurityException | JoseException damaged) {
            throw new IllegalStateException("a key in " + directory + " is damaged; restore it from a backup", damaged);
        }
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

    /** A key of 32 bytes of its own for each purpose. */
    public byte[] derived(String purpose) {
        return KeyedDigest.under(pepper).of(purpose);
    }

    private static byte[] pepper(Path file) throws IOException, GeneralSecurityException {
        if (!Files.exists(file)) {
            byte[] fresh = new byte[PEPPER_LENGTH];
            new SecureRandom().nextBytes(fresh);
            write(file, fresh);
        }
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length != PEPPER_LENGTH) {
            throw new GeneralSecurityException(file + " has " + bytes.length + " bytes");
        }
        return bytes;
    }

    private static PublicJsonWebKey signingKey(Path file) throws IOException, GeneralSecurityException, JoseException {
        if (!Files.exists(file)) {
            var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            PublicJsonWebKey fresh = PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic());
            fresh.setPrivateKey(pair.getPrivate());
            fresh.setKeyId(UUID.randomUUID().toString());
            fresh.setAlgorithm(AlgorithmIdentifiers.EDDSA);
            fresh.setUse("sig");
            write(
                    file,
                    fresh.toJson(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE).getBytes());
        }
        PublicJsonWebKey key = PublicJsonWebKey.Factory.newPublicJwk(Files.readString(file));
        if (!(key instanceof OctetKeyPairJsonWebKey) || key.getPrivateKey() == null || key.getKeyId() == null) {
            throw new GeneralSecurityException(file + " holds no Ed25519 key pair");
        }
        return key;
    }

    /** Whole or not at all, and on disk: a key that is lost in a crash makes every password worthless. */
    private static void write(Path file, byte[] bytes) throws IOException {
        Path next = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                ".key",
                null,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
            ByteBuffer content = ByteBuffer.wrap(bytes);
            while (content.hasRemaining()) {
                channel.write(content);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
