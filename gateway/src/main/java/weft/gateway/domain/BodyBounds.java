package weft.gateway.domain;

import weft.service.token.Audience;

/** How large the body of a request may be: room for a message where messages are written, for little more than a form elsewhere. */
public final class BodyBounds {

    /** Largest body of a path that takes no message, in bytes. */
    public static final long SMALL = 64 * 1024;

    /** Largest {@code weft.limits.delivery-kb}: no packed message is larger than 64 MiB. */
    public static final long MOST_DELIVERY_KB = 64 * 1024 * 1024 / 1000;

    /** Where the link of an invitation is drawn: it comes as a body, because a URL would be logged on its way. */
    public static final String LINKS = "/qr";

    private static final long ENVELOPE = 256 * 1024;
    private static final long READ_AHEAD = 1024 * 1024;

    private final long message;

    /** @param deliveryKb largest transfer of a message, in units of 1000 bytes; base64 makes it a third larger in JSON */
    public BodyBounds(long deliveryKb) {
        this.message = deliveryKb * 1000 * 3 / 2 + ENVELOPE;
    }

    /**
     * What the HTTP server is told: more than any path takes, by more than is read ahead. Its own refusal has no words, so it is
     * only for what nobody looks at.
     */
    public long ofServer() {
        return largest() + READ_AHEAD;
    }

    /** Largest body of any path, in bytes. */
    public long largest() {
        return Math.max(message, SMALL);
    }

    /** Largest body of this path, in bytes. */
    public long of(String path) {
        return Audiences.of(path).filter(Audience.MESSAGE::equals).isPresent() ? message : SMALL;
    }
}
