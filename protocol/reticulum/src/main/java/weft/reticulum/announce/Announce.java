package weft.reticulum.announce;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.WireRejection;
import weft.reticulum.crypto.Ed25519;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.destination.NameHash;
import weft.reticulum.identity.Identity;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.identity.Ratchet;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;

/**
 * An announce, taken apart (rns-core §9).
 *
 * <p>{@link #decode} makes no statement about truth. A receiver goes through the steps of §9.1 in their order, either with
 * {@link #validate} or one by one: decode, blackhole check on {@link Identity#hash()}, {@link #isSigned()} (which costs some
 * 80 µs and may run on another thread: this class is immutable), then {@link #checkBinding}.
 *
 * @param destination the announced destination hash
 * @param identity the announced public keys
 * @param name what kind of destination it is
 * @param emission uniqueness and order
 * @param ratchet the announced ratchet public key, 32 bytes
 * @param signature 64 bytes
 * @param appData what the application announces, as sent; empty when there is none
 * @param pathResponse whether it answers a path request
 * @param packetHash of the packet it came in
 */
public record Announce(
        Address destination,
        Identity identity,
        NameHash name,
        Emission emission,
        Optional<byte[]> ratchet,
        byte[] signature,
        byte[] appData,
        boolean pathResponse,
        Digest packetHash) {

    /** Most application data that transport nodes can still forward, in bytes, without and with a ratchet. */
    public static final int MAX_APP_DATA = 317;

    public static final int MAX_APP_DATA_WITH_RATCHET = MAX_APP_DATA - Ratchet.KEY_LENGTH;

    private static final int NAME_AT = Identity.KEY_SET_LENGTH;
    private static final int EMISSION_AT = NAME_AT + NameHash.LENGTH;
    private static final int RATCHET_AT = EMISSION_AT + Emission.LENGTH;

    /**
     * Signs a new announce of the identity's destination of that name.
     *
     * @param ratchet the destination's current ratchet public key, 32 bytes; its private key must be on disk by now
     * @param pathResponse answer to a path request, sent on one interface only, instead of an announce to everybody
     * @return the packet as its originator sends it
     * @throws IllegalArgumentException when the application data is longer than can be forwarded
     */
    public static Packet build(
            PrivateIdentity owner,
            DestinationName name,
            Emission emission,
            Optional<byte[]> ratchet,
            byte[] appData,
            boolean pathResponse) {
        int limit = ratchet.isPresent() ? MAX_APP_DATA_WITH_RATCHET : MAX_APP_DATA;
        if (appData.length > limit) {
            throw new IllegalArgumentException("an announce carries " + limit + " bytes, not " + appData.length);
        }
        Identity identity = owner.identity();
        Address destination = name.destination(identity.hash());
        byte[] signature = owner.sign(signedPart(destination, identity, name.hash(), emission, ratchet, appData));
        byte[] data = join(
                identity.publicKeySet(),
                name.hash().bytes(),
                emission.bytes(),
                ratchet.orElse(new byte[0]),
                signature,
                appData);
        return new Packet(
                ratchet.isPresent(),
                false,
                DestinationType.SINGLE,
                PacketType.ANNOUNCE,
                0,
                Optional.empty(),
                destination,
                pathResponse ? Context.PATH_RESPONSE : Context.NONE,
                data);
    }

    /**
     * Takes a raw packet apart: step 1 of §9.1.
     *
     * @return the announce, unverified; or {@link WireRejection#TOO_LONG} above 500 bytes, {@link WireRejection#WRONG_KIND} for
     *     another packet or destination type, {@link WireRejection#TOO_SHORT}, or what {@link Packet#decode} refuses
     */
    public static Decoded<Announce> decode(byte[] raw) {
        return raw.length > Packet.MTU
                ? Decoded.rejected(WireRejection.TOO_LONG)
                : Packet.decode(raw).then(Announce::decode);
    }

    /** As {@link #decode(byte[])}, for a packet that is apart already. */
    public static Decoded<Announce> decode(Packet packet) {
        if (packet.length() > Packet.MTU) {
            return Decoded.rejected(WireRejection.TOO_LONG);
        }
        if (packet.type() != PacketType.ANNOUNCE || packet.destinationType() != DestinationType.SINGLE) {
            return Decoded.rejected(WireRejection.WRONG_KIND);
        }
        byte[] data = packet.data();
        int signatureAt = RATCHET_AT + (packet.contextFlag() ? Ratchet.KEY_LENGTH : 0);
        int appDataAt = signatureAt + Ed25519.SIGNATURE_LENGTH;
        if (data.length < appDataAt) {
            return Decoded.rejected(WireRejection.TOO_SHORT);
        }
        return Decoded.value(new Announce(
                packet.destination(),
                Identity.of(Arrays.copyOf(data, Identity.KEY_SET_LENGTH)),
                NameHash.read(data, NAME_AT),
                Emission.read(data, EMISSION_AT),
                packet.contextFlag()
                        ? Optional.of(Arrays.copyOfRange(data, RATCHET_AT, signatureAt))
                        : Optional.empty(),
                Arrays.copyOfRange(data, signatureAt, appDataAt),
                Arrays.copyOfRange(data, appDataAt, data.length),
                packet.context() == Context.PATH_RESPONSE,
                packet.hash()));
    }

    /**
     * All of §9.1 in its order.
     *
     * @param blackholed whether announces of this identity hash are to be dropped
     * @param known the keys this instance has for a destination, if any
     * @return the announce, or besides what {@link #decode} refuses {@link WireRejection#BLACKHOLED}, {@link
     *     WireRejection#BAD_SIGNATURE} or what {@link #checkBinding} refuses
     */
    public static Decoded<Announce> validate(
            byte[] raw, Predicate<Address> blackholed, Function<Address, Optional<Identity>> known) {
        return decode(raw).then(announce -> {
            if (blackholed.test(announce.identity().hash())) {
                return Decoded.rejected(WireRejection.BLACKHOLED);
            }
            if (!announce.isSigned()) {
                return Decoded.rejected(WireRejection.BAD_SIGNATURE);
            }
            return announce.checkBinding(known.apply(announce.destination()));
        });
    }

    /** Step 3 of §9.1: whether the announced identity signed it. */
    public boolean isSigned() {
        return identity.verify(signedPart(destination, identity, name, emission, ratchet, appData), signature);
    }

    /**
     * Steps 4 and 5 of §9.1: the destination hash must follow from name and identity, and keys once known don't change.
     *
     * @param known the keys this instance has for the destination, if any
     * @return this announce, {@link WireRejection#WRONG_HASH} or {@link WireRejection#CHANGED_KEYS} (log that loudly)
     */
    public Decoded<Announce> checkBinding(Optional<Identity> known) {
        if (!name.destination(identity.hash()).equals(destination)) {
            return Decoded.rejected(WireRejection.WRONG_HASH);
        }
        return known.isPresent() && !known.get().equals(identity)
                ? Decoded.rejected(WireRejection.CHANGED_KEYS)
                : Decoded.value(this);
    }

    /**
     * The application data as it is remembered: absent when the announce ends at its signature, yet present and empty when it
     * has a ratchet and nothing behind it (rns-core §3.1).
     */
    public Optional<byte[]> rememberedAppData() {
        return appData.length == 0 && ratchet.isEmpty() ? Optional.empty() : Optional.of(appData);
    }

    private static byte[] signedPart(
            Address destination,
            Identity identity,
            NameHash name,
            Emission emission,
            Optional<byte[]> ratchet,
            byte[] appData) {
        return join(
                destination.bytes(),
                identity.publicKeySet(),
                name.bytes(),
                emission.bytes(),
                ratchet.orElse(new byte[0]),
                appData);
    }

    private static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }
}
