package weft.reticulum.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import weft.reticulum.resource.ResourceAdvertisement;
import weft.reticulum.resource.ResourceReceiver;

/** One resource that a link receives, and what has been kept of it. */
final class IncomingTransfer {

    private final ResourceReceiver receiver;
    private final Purpose purpose;
    private final List<byte[]> kept = new ArrayList<>();
    private int keptBytes;
    private Optional<byte[]> metadata = Optional.empty();

    /** What a resource is for. */
    enum Purpose {
        /** The host, segment by segment. */
        HOST,
        /** A request to this end, kept until it is whole. */
        REQUEST,
        /** The response to a request of this end, kept until it is whole. */
        RESPONSE;

        static Purpose of(ResourceAdvertisement advertised) {
            if (advertised.requestId().isPresent()) {
                if (advertised.has(ResourceAdvertisement.REQUEST)) {
                    return REQUEST;
                }
                if (advertised.has(ResourceAdvertisement.RESPONSE)) {
                    return RESPONSE;
                }
            }
            return HOST;
        }
    }

    IncomingTransfer(ResourceReceiver receiver, Purpose purpose) {
        this.receiver = receiver;
        this.purpose = purpose;
    }

    ResourceReceiver receiver() {
        return receiver;
    }

    Purpose purpose() {
        return purpose;
    }

    /** Keeps a segment of a request or response. */
    void keep(ResourceReceiver.IncomingData segment) {
        segment.metadata().ifPresent(value -> metadata = Optional.of(value));
        kept.add(segment.content());
        keptBytes += segment.content().length;
    }

    /** Everything that was kept, without metadata. */
    byte[] content() {
        byte[] whole = new byte[keptBytes];
        int at = 0;
        for (byte[] part : kept) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }

    Optional<byte[]> metadata() {
        return metadata;
    }

    /** Memory that this takes or has been promised, in bytes. */
    long storedBytes() {
        return (long) receiver.reservedBytes() + keptBytes;
    }
}
