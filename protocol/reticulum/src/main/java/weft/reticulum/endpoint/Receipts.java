package weft.reticulum.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.identity.Identity;
import weft.reticulum.link.FailureReason;
import weft.reticulum.link.LinkTimes;

/**
 * Own packets that wait for an outcome of the Router and most of them for a proof. A few dozen at most, so they are searched one
 * by one.
 */
final class Receipts {

    private final int capacity;
    private final EndpointOutput output;
    private final List<Receipt> open = new ArrayList<>();

    /** What a packet waits for in the end. */
    enum Aim {
        /** A proof. */
        PROOF,
        /** To be sent; then it counts as delivered. */
        SENDING,
        /** To be sent; then the command has ended. */
        ANNOUNCING
    }

    /** One packet. */
    static final class Receipt {
        private final long ref;
        private final Aim aim;
        private final long outboundRef;
        private final Digest packetHash;
        private final Optional<Identity> recipient;
        private long deadline;
        private boolean sent;

        private Receipt(long ref, Aim aim, long outboundRef, Digest packetHash, Optional<Identity> recipient) {
            this.ref = ref;
            this.aim = aim;
            this.outboundRef = outboundRef;
            this.packetHash = packetHash;
            this.recipient = recipient;
        }

        Digest packetHash() {
            return packetHash;
        }

        /** Who must have signed the proof, for packets outside links. */
        Optional<Identity> recipient() {
            return recipient;
        }
    }

    Receipts(int capacity, EndpointOutput output) {
        this.capacity = capacity;
        this.output = output;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    boolean isFull() {
        return open.size() >= capacity;
    }

    void add(long now, long ref, Aim aim, long outboundRef, Digest packetHash, Optional<Identity> recipient) {
        Receipt receipt = new Receipt(ref, aim, outboundRef, packetHash, recipient);
        receipt.deadline = now + LinkTimes.OUTCOME;
        open.add(receipt);
    }

    Optional<Receipt> find(Digest packetHash) {
        return open.stream()
                .filter(receipt -> receipt.aim == Aim.PROOF && receipt.packetHash.equals(packetHash))
                .findFirst();
    }

    /** The packet that a proof outside links names by half its hash. */
    Optional<Receipt> find(Address truncated) {
        return open.stream()
                .filter(receipt -> receipt.aim == Aim.PROOF
                        && receipt.packetHash.truncated().equals(truncated))
                .findFirst();
    }

    void delivered(Receipt receipt) {
        open.remove(receipt);
        output.emit(new EndpointEvent.Delivered(receipt.ref));
    }

    /** The Router sent it; a proof may take {@code wait} from here. */
    void onSent(long now, ToEndpoint.Sent outcome, long wait) {
        for (Receipt receipt : List.copyOf(open)) {
            if (receipt.outboundRef == outcome.ref() && !receipt.sent) {
                receipt.sent = true;
                receipt.deadline = now + wait;
                output.emit(new EndpointEvent.Sent(receipt.ref, outcome.hops(), outcome.firstHopTimeoutNanos()));
                switch (receipt.aim) {
                    case PROOF -> {}
                    case SENDING -> delivered(receipt);
                    case ANNOUNCING -> open.remove(receipt);
                }
            }
        }
    }

    /** The Router did not send it. */
    void onNotSent(long outboundRef, FailureReason reason) {
        for (Receipt receipt : List.copyOf(open)) {
            if (receipt.outboundRef == outboundRef && !receipt.sent) {
                fail(receipt, reason);
            }
        }
    }

    void onDeadline(long now) {
        for (Receipt receipt : List.copyOf(open)) {
            if (now >= receipt.deadline) {
                fail(receipt, receipt.sent ? FailureReason.TIMED_OUT : FailureReason.OUTCOME_UNKNOWN);
            }
        }
    }

    void failAll(FailureReason reason) {
        List.copyOf(open).forEach(receipt -> fail(receipt, reason));
    }

    private void fail(Receipt receipt, FailureReason reason) {
        open.remove(receipt);
        output.fail(receipt.ref, reason);
    }

    long nextDeadline() {
        long next = Long.MAX_VALUE;
        for (Receipt receipt : open) {
            next = Math.min(next, receipt.deadline);
        }
        return next;
    }
}
