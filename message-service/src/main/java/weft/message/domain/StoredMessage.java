package weft.message.domain;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import weft.lxmf.delivery.receiving.SignatureState;
import weft.reticulum.Address;
import weft.reticulum.Digest;

/**
 * One member's copy of a message, without its bytes on the wire.
 *
 * @param identity which of the member's identities wrote or received it
 * @param peer the other side's address
 * @param hash the LXMF message id, the same for both sides
 * @param sequence place in the order of arrival, see the event log
 * @param reason why the state is what it is, in one word for programs: {@code path}, {@code key}, {@code stamp}, …
 * @param progress 0 to 1 of a transfer under way
 * @param reception how it came in; all empty for an outbound message
 * @param request from a peer whom the member has not accepted yet
 * @param sentAt by the sender's clock
 * @param body what lists show, unsealed: the members of {@link Body}, or {@link #NO_BODY}
 */
public record StoredMessage(
        UUID account,
        UUID id,
        UUID identity,
        Address peer,
        Direction direction,
        Digest hash,
        long sequence,
        Method method,
        MessageState state,
        Optional<String> reason,
        float progress,
        SignatureState signature,
        OptionalInt stampValue,
        Optional<Boolean> stampValid,
        Reception reception,
        boolean request,
        Instant sentAt,
        Optional<Instant> receivedAt,
        Optional<Instant> deliveredAt,
        byte[] body) {

    /** What is kept does not open any more. */
    public static final byte[] NO_BODY = {};

    /** Whether what the message says can still be read. What stands in clear of it always can. */
    public boolean isReadable() {
        return body.length > 0;
    }

    /** The same message in its place in the order of arrival. */
    public StoredMessage withSequence(long place) {
        return with(place, body);
    }

    /** The same message with other members. */
    public StoredMessage withBody(byte[] other) {
        return with(sequence, other);
    }

    private StoredMessage with(long place, byte[] members) {
        return new StoredMessage(
                account,
                id,
                identity,
                peer,
                direction,
                hash,
                place,
                method,
                state,
                reason,
                progress,
                signature,
                stampValue,
                stampValid,
                reception,
                request,
                sentAt,
                receivedAt,
                deliveredAt,
                members);
    }

    /**
     * How a message came in, where that is known.
     *
     * @param ratchetId ten bytes; empty when the base key was used
     * @param hops a neighbour is 1, a member of this node 0
     * @param rssi dBm
     * @param snr dB
     */
    public record Reception(Optional<byte[]> ratchetId, OptionalInt hops, Optional<Float> rssi, Optional<Float> snr) {

        /** Nothing is known of the way. */
        public static final Reception UNKNOWN =
                new Reception(Optional.empty(), OptionalInt.empty(), Optional.empty(), Optional.empty());

        /** From another member of this node. */
        public static final Reception LOCAL =
                new Reception(Optional.empty(), OptionalInt.of(0), Optional.empty(), Optional.empty());
    }
}
