package weft.reticulum.link;

import java.util.Arrays;
import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.WireRejection;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;

/**
 * A link request (links-and-resources §2).
 *
 * @param encryptionKey the initiator's ephemeral X25519 public key, 32 bytes
 * @param signingKey the initiator's ephemeral Ed25519 public key, 32 bytes
 * @param signalling mode and MTU; absent when a transport node removed it
 */
public record LinkRequest(byte[] encryptionKey, byte[] signingKey, Optional<Signalling> signalling) {

    /** Size of both keys, in bytes; the part of the data that the link id covers. */
    public static final int KEYS_LENGTH = 64;

    private static final int KEY_LENGTH = 32;

    /**
     * Takes a link request apart.
     *
     * @return the request; {@link WireRejection#WRONG_KIND} for another packet; {@link WireRejection#WRONG_LENGTH} unless its
     *     data has 64 or 67 bytes; {@link WireRejection#UNSUPPORTED_MODE} for a mode that is not enabled;
     *     {@link WireRejection#UNUSABLE_MTU} below 219 bytes
     */
    public static Decoded<LinkRequest> decode(Packet packet) {
        if (packet.type() != PacketType.LINK_REQUEST || packet.destinationType() != DestinationType.SINGLE) {
            return Decoded.rejected(WireRejection.WRONG_KIND);
        }
        byte[] data = packet.data();
        if (data.length != KEYS_LENGTH && data.length != KEYS_LENGTH + Signalling.LENGTH) {
            return Decoded.rejected(WireRejection.WRONG_LENGTH);
        }
        Optional<Signalling> signalling =
                data.length == KEYS_LENGTH ? Optional.empty() : Optional.of(Signalling.read(data, KEYS_LENGTH));
        Signalling effective = signalling.orElse(Signalling.ABSENT);
        if (!effective.usable()) {
            return Decoded.rejected(
                    effective.mode() == Signalling.AES_256
                            ? WireRejection.UNUSABLE_MTU
                            : WireRejection.UNSUPPORTED_MODE);
        }
        return Decoded.value(new LinkRequest(
                Arrays.copyOf(data, KEY_LENGTH), Arrays.copyOfRange(data, KEY_LENGTH, KEYS_LENGTH), signalling));
    }

    /** The packet as its initiator sends it. */
    public Packet packet(Address destination) {
        byte[] data = Arrays.copyOf(encryptionKey, KEYS_LENGTH + (signalling.isPresent() ? Signalling.LENGTH : 0));
        System.arraycopy(signingKey, 0, data, KEY_LENGTH, KEY_LENGTH);
        signalling.ifPresent(s -> System.arraycopy(s.bytes(), 0, data, KEYS_LENGTH, Signalling.LENGTH));
        return Packet.originate(DestinationType.SINGLE, PacketType.LINK_REQUEST, destination, 0, data);
    }

    /**
     * The id of the link that this request packet asks for (links-and-resources §3): the truncated packet hash over the first
     * 64 bytes of data, so that signalling may change on the way.
     */
    public static Address linkId(Packet request) {
        byte[] part = request.hashablePart();
        int excess = Math.max(0, request.data().length - KEYS_LENGTH);
        return Hashes.sha256(part, 0, part.length - excess).truncated();
    }
}
