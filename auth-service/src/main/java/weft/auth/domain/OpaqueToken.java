package weft.auth.domain;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A random secret that stands for something: a session, an API token, an invite, the set-up token. Only its hash is kept;
 * being random, it needs no slow one.
 *
 * @param text what its holder is given, once
 * @param hash SHA-256 of the text, 32 bytes
 */
public record OpaqueToken(String text, byte[] hash) {

    /** Longest text that is worth hashing; nothing we make is longer. */
    public static final int MAX_LENGTH = 100;

    /** Random bits of a code that a person is handed in a link. */
    private static final int CODE_BITS = 128;

    private static final SecureRandom RANDOM = new SecureRandom();

    /** A fresh code for a link: an invite, or a password that is chosen anew. */
    public static OpaqueToken freshCode() {
        return fresh("", CODE_BITS);
    }

    /** A fresh reference of {@code bits} random bits behind a prefix, in [A-Za-z0-9_-]. */
    public static OpaqueToken fresh(String prefix, int bits) {
        byte[] random = new byte[bits / 8];
        RANDOM.nextBytes(random);
        return of(prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    /** The reference with this text. */
    public static OpaqueToken of(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return new OpaqueToken(text, hash);
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every Java platform has SHA-256", absent);
        }
    }

    @Override
    public String toString() {
        return "OpaqueToken[hidden]";
    }
}
