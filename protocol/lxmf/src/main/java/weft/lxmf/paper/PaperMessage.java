package weft.lxmf.paper;

import java.util.Base64;
import java.util.Optional;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageRejection;
import weft.lxmf.propagation.SealedMessage;
import weft.reticulum.Decoded;
import weft.reticulum.Entropy;
import weft.reticulum.identity.Identity;

/**
 * A message as a URI, small enough for one QR code (lxmf §10).
 *
 * @param sealed what the URI holds; at most {@link #MAX_LENGTH} bytes
 */
public record PaperMessage(SealedMessage sealed) {

    /** Most bytes that fit in a QR code of version 40 with error correction L, as a URI. */
    public static final int MAX_LENGTH = 2210;

    /** Longest URI that {@link #parse} looks at, in characters; slashes and padding may make one longer than needed. */
    public static final int MAX_URI = 8192;

    private static final String SCHEME = "lxm:";

    /**
     * Checks the size.
     *
     * @throws IllegalArgumentException above {@link #MAX_LENGTH}; {@link #seal} and {@link #parse} answer instead
     */
    public PaperMessage {
        if (sealed.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a paper message has at most " + MAX_LENGTH + " bytes");
        }
    }

    /**
     * Encrypts a message for paper. A stamp is not needed, and left out by not adding one.
     *
     * @return {@link MessageRejection#TOO_LONG} when it does not fit, {@link MessageRejection#NOT_READABLE} when nothing can be
     *     encrypted to the recipient's key
     */
    public static Decoded<PaperMessage> seal(
            Message message, Identity recipient, Optional<byte[]> ratchet, Entropy entropy) {
        return SealedMessage.seal(message, recipient, ratchet, entropy)
                .map(PaperMessage::of)
                .orElseGet(() -> Decoded.rejected(MessageRejection.NOT_READABLE));
    }

    /**
     * Reads a URI: the scheme in any case, slashes anywhere, with or without padding.
     *
     * @return {@link MessageRejection#BAD_URI}, {@link MessageRejection#TOO_SHORT} or {@link MessageRejection#TOO_LONG}
     */
    public static Decoded<PaperMessage> parse(String uri) {
        String trimmed = uri.strip();
        if (trimmed.length() > MAX_URI) {
            return Decoded.rejected(MessageRejection.TOO_LONG);
        }
        if (!trimmed.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Decoded.rejected(MessageRejection.BAD_URI);
        }
        String base64 = trimmed.substring(SCHEME.length()).replace("/", "").replaceAll("=+$", "");
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            // The decoder's only way to say that the text is not base64.
            return Decoded.rejected(MessageRejection.BAD_URI);
        }
        return SealedMessage.of(bytes).then(PaperMessage::of);
    }

    /** The URI, to be shown as it is or as a QR code. */
    public String uri() {
        return SCHEME + "//" + Base64.getUrlEncoder().withoutPadding().encodeToString(sealed.bytes());
    }

    private static Decoded<PaperMessage> of(SealedMessage sealed) {
        return sealed.length() > MAX_LENGTH
                ? Decoded.rejected(MessageRejection.TOO_LONG)
                : Decoded.value(new PaperMessage(sealed));
    }
}
