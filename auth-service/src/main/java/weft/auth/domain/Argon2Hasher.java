package weft.auth.domain;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import weft.service.vault.KeyedDigest;

/**
 * Argon2id over HMAC-SHA-256(pepper, password), as PHC strings.
 *
 * <p>Passwords are normalised to NFKC when they are set and when they are checked, so that the same characters typed on
 * another keyboard are the same password; nothing else is done to them. The pepper stands outside the database: a copy of
 * the database alone can't be guessed against.
 *
 * <p>The text form is written and read here. Bouncy Castle has none. Spring Security's encoder has one over Bouncy Castle, but takes what it
 * hashes as text: ours are the bytes of the digest, so it could check no password that is kept; and its form alone is not public.
 *
 * <p>One call takes tens of milliseconds and the configured memory; call it on the hashing pool only.
 */
public final class Argon2Hasher {

    private static final int SALT_LENGTH = 16;
    private static final int HASH_LENGTH = 32;
    private static final int LANES = 1;
    private static final Pattern PHC = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,8}),t=(\\d{1,3}),p=(\\d{1,2})\\$([A-Za-z0-9+/]{22,64})\\$([A-Za-z0-9+/]{43,86})");

    private final SecureRandom random = new SecureRandom();
    private final KeyedDigest pepper;
    private final int memoryKib;
    private final int passes;

    /**
     * A hasher of this cost.
     *
     * @param pepper at least 32 secret bytes
     */
    public Argon2Hasher(byte[] pepper, int memoryKib, int passes) {
        this.pepper = KeyedDigest.under(pepper);
        this.memoryKib = memoryKib;
        this.passes = passes;
    }

    /** The PHC string of a password under a fresh salt. */
    public String hash(String password) {
        byte[] salt = new byte[SALT_LENGTH];
        random.nextBytes(salt);
        byte[] hash = argon2(password, salt, memoryKib, passes, LANES, HASH_LENGTH);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + memoryKib + ",t=" + passes + ",p=" + LANES + "$" + base64.encodeToString(salt)
                + "$" + base64.encodeToString(hash);
    }

    /**
     * Whether this is the password behind a PHC string of ours.
     *
     * @throws IllegalArgumentException when the string is no PHC string of Argon2id
     */
    public boolean verify(String password, String phc) {
        Matcher parts = parse(phc);
        byte[] salt = Base64.getDecoder().decode(parts.group(4));
        byte[] expected = Base64.getDecoder().decode(parts.group(5));
        byte[] actual = argon2(
                password,
                salt,
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                Integer.parseInt(parts.group(3)),
                expected.length);
        return MessageDigest.isEqual(expected, actual);
    }

    /** Whether a PHC string was made at another cost than today's, so that it should be made anew. */
    public boolean outdated(String phc) {
        Matcher parts = parse(phc);
        return Integer.parseInt(parts.group(1)) != memoryKib
                || Integer.parseInt(parts.group(2)) != passes
                || Integer.parseInt(parts.group(3)) != LANES;
    }

    private static Matcher parse(String phc) {
        Matcher parts = PHC.matcher(phc);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a PHC string of Argon2id version 19");
        }
        return parts;
    }

    private byte[] argon2(String password, byte[] salt, int memory, int iterations, int lanes, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory)
                .withIterations(iterations)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[length];
        generator.generateBytes(peppered(password), hash);
        return hash;
    }

    private byte[] peppered(String password) {
        return pepper.of(Normalizer.normalize(password, Normalizer.Form.NFKC));
    }
}
