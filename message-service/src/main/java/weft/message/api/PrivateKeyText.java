package weft.message.api;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.util.encoders.Base32;
import weft.reticulum.identity.PrivateIdentity;
import weft.service.problem.Problem;

/**
 * The private key of an identity as text, in the forms in which programs of the mesh show it: hexadecimal, base32, and base64, which
 * is also how a file of it travels in JSON. Which form it is tells its length.
 */
final class PrivateKeyText {

    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{128}");
    private static final Pattern BASE32 = Pattern.compile("[A-Z2-7]{103}=?");
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{86}(==)?");

    private PrivateKeyText() {}

    /**
     * The key that the text stands for; white space in it is passed over.
     *
     * @throws weft.service.problem.ProblemException 422 about the member {@code privateKey} when it is no such text
     */
    static PrivateIdentity read(String text) {
        String written = text.replaceAll("\\s", "");
        return bytes(written)
                .filter(bytes -> bytes.length == PrivateIdentity.KEY_SET_LENGTH)
                .map(PrivateIdentity::of)
                .orElseThrow(() -> Problem.ruleBroken(
                                "privateKey",
                                "private-key",
                                "privateKey is the " + PrivateIdentity.KEY_SET_LENGTH
                                        + " bytes of an identity: 128 hexadecimal digits, 104 characters of base32, or 88 of"
                                        + " base64. This has " + written.length()
                                        + " characters that are none of them.")
                        .exception());
    }

    private static Optional<byte[]> bytes(String text) {
        String capitals = text.toUpperCase(Locale.ROOT);
        if (HEX.matcher(text).matches()) {
            return Optional.of(HexFormat.of().parseHex(text));
        }
        if (BASE32.matcher(capitals).matches()) {
            return Optional.of(Base32.decode(capitals.endsWith("=") ? capitals : capitals + "="));
        }
        String standard = text.replace('-', '+').replace('_', '/');
        return BASE64.matcher(standard).matches()
                ? Optional.of(Base64.getDecoder().decode(standard))
                : Optional.empty();
    }

    static String hex(byte[] key) {
        return HexFormat.of().formatHex(key);
    }

    static String base32(byte[] key) {
        return Base32.toBase32String(key);
    }

    static String base64(byte[] key) {
        return Base64.getEncoder().encodeToString(key);
    }
}
