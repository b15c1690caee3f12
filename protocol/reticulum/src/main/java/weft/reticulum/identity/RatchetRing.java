package weft.reticulum.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.msgpack.value.ArrayValue;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import weft.reticulum.Decoded;
import weft.reticulum.Entropy;
import weft.reticulum.WireRejection;
import weft.reticulum.msgpack.MsgPack;

/**
 * The ratchets a destination keeps, newest first (rns-core §5). Immutable: a rotation gives a new ring, to be put on disk before
 * the announce that uses it leaves.
 *
 * @param newestFirst the retained ratchets
 * @param rotatedAt Unix seconds of the last rotation; 0 after a start, so that the first announce rotates
 */
public record RatchetRing(List<Ratchet> newestFirst, long rotatedAt) {

    /** Ratchets retained unless configured otherwise. */
    public static final int DEFAULT_RETAINED = 512;

    /** Seconds between rotations unless configured otherwise. */
    public static final long DEFAULT_INTERVAL = 1800;

    private static final RatchetRing EMPTY = new RatchetRing(List.of(), 0);
    private static final String SIGNATURE = "signature";
    private static final String RATCHETS = "ratchets";

    /** Keeps a copy of the list. */
    public RatchetRing {
        newestFirst = List.copyOf(newestFirst);
    }

    /** No ratchet yet. */
    public static RatchetRing empty() {
        return EMPTY;
    }

    /** The ratchet to announce, once there is one. */
    public Optional<Ratchet> current() {
        return newestFirst.isEmpty() ? Optional.empty() : Optional.of(newestFirst.getFirst());
    }

    /**
     * Whether the next announce brings a new ratchet: strictly more than the interval has passed.
     *
     * @param now Unix seconds
     * @param interval seconds
     */
    public boolean isDue(long now, long interval) {
        return now > rotatedAt + interval;
    }

    /**
     * The ring with a new ratchet in front, and the oldest dropped beyond {@code retained}.
     *
     * @param now Unix seconds
     */
    public RatchetRing rotate(long now, Entropy entropy, int retained) {
        List<Ratchet> rotated = new ArrayList<>(newestFirst.size() + 1);
        rotated.add(Ratchet.generate(entropy));
        rotated.addAll(newestFirst);
        return new RatchetRing(rotated.subList(0, Math.min(retained, rotated.size())), now);
    }

    /** The ratchet file: private keys, signed by their owner. */
    public byte[] encode(PrivateIdentity owner) {
        List<Value> keys = new ArrayList<>(newestFirst.size());
        for (Ratchet ratchet : newestFirst) {
            keys.add(ValueFactory.newBinary(ratchet.privateKey()));
        }
        byte[] packed = MsgPack.encode(ValueFactory.newArray(keys));
        return MsgPack.encode(ValueFactory.newMap(
                ValueFactory.newString(SIGNATURE),
                ValueFactory.newBinary(owner.sign(packed)),
                ValueFactory.newString(RATCHETS),
                ValueFactory.newBinary(packed)));
    }

    /**
     * Reads a ratchet file.
     *
     * @return the ring, not rotated since the start; {@link WireRejection#BAD_MESSAGE_PACK} for another shape or a key that has
     *     not 32 bytes; {@link WireRejection#BAD_SIGNATURE} when the owner did not sign it
     */
    public static Decoded<RatchetRing> decode(byte[] file, Identity owner) {
        return MsgPack.decodeValue(file).then(value -> {
            Optional<byte[]> signature = MapFields.bytes(value, SIGNATURE);
            Optional<byte[]> packed = MapFields.bytes(value, RATCHETS);
            if (signature.isEmpty() || packed.isEmpty()) {
                return Decoded.rejected(WireRejection.BAD_MESSAGE_PACK);
            }
            return owner.verify(packed.get(), signature.get())
                    ? MsgPack.decodeValue(packed.get()).then(RatchetRing::ofKeys)
                    : Decoded.rejected(WireRejection.BAD_SIGNATURE);
        });
    }

    private static Decoded<RatchetRing> ofKeys(Value keys) {
        if (!(keys instanceof ArrayValue array)) {
            return Decoded.rejected(WireRejection.BAD_MESSAGE_PACK);
        }
        List<Ratchet> ratchets = new ArrayList<>(array.size());
        for (Value key : array) {
            if (!key.isBinaryValue() || key.asBinaryValue().asByteArray().length != Ratchet.KEY_LENGTH) {
                return Decoded.rejected(WireRejection.BAD_MESSAGE_PACK);
            }
            ratchets.add(Ratchet.of(key.asBinaryValue().asByteArray()));
        }
        return Decoded.value(new RatchetRing(ratchets, 0));
    }
}
