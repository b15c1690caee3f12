package weft.reticulum.link;

/** The signs of life of both ends of a link, and when the next is due (links-and-resources §11, §12). */
final class LinkActivity {

    private static final byte QUESTION = (byte) 0xFF;
    private static final byte ANSWER = (byte) 0xFE;

    private final boolean initiator;
    private long lastInbound;
    private long lastOutbound;
    private long lastKeepalive;

    LinkActivity(boolean initiator) {
        this.initiator = initiator;
    }

    /** Both ends count as heard from now on. */
    void begin(long now) {
        lastInbound = now;
        lastOutbound = now;
        lastKeepalive = now;
    }

    /** Something of the peer was accepted. */
    void inbound(long now) {
        lastInbound = now;
    }

    /** Something was sent. */
    void outbound(long now) {
        lastOutbound = now;
    }

    /** The initiator asks for a sign of life. */
    void asked(long now) {
        lastKeepalive = now;
    }

    /** Whether it is the peer's keepalive: the initiator asks, the responder answers. */
    boolean isKeepalive(byte[] data) {
        return data.length == 1 && data[0] == (initiator ? ANSWER : QUESTION);
    }

    /** The keepalive of this end. */
    byte[] keepaliveData() {
        return new byte[] {initiator ? QUESTION : ANSWER};
    }

    /** Whether a keepalive is answered: not when the peer heard something a moment ago. */
    boolean answersKeepalive(long now) {
        return now - lastOutbound >= LinkTimes.keepaliveAnswer();
    }

    /** When the peer has been silent for so long that the link is stale. */
    long staleAt(long rtt) {
        return lastInbound + LinkTimes.stale(rtt);
    }

    /** When the initiator asks next, or the link is stale. */
    long nextDeadline(long rtt) {
        long keepaliveAt = initiator
                ? Math.max(lastKeepalive, Math.min(lastInbound, lastOutbound)) + LinkTimes.keepalive(rtt)
                : Long.MAX_VALUE;
        return Math.min(staleAt(rtt), keepaliveAt);
    }
}
