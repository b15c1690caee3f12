package weft.reticulum.router.interfaces;

import java.util.Optional;
import weft.reticulum.Digest;
import weft.reticulum.packet.Packet;

/**
 * What the Router has to know of an interface; the host knows the rest (rns-core §1, §10.6, §13.3, §21).
 *
 * @param mode see {@link InterfaceMode}
 * @param bitrate in bit/s, at least 5
 * @param mtuKind whether links may negotiate a larger MTU over it
 * @param hardwareMtu largest packet without access code, in bytes; 0 where the interface has no such value, and then 500
 *     applies
 * @param accessCodeSize bytes that the host adds to each packet (rns-core §19); they count towards bandwidth
 * @param outgoing false for an interface that only listens
 * @param gravity an equal announce on an interface of higher gravity replaces the path
 * @param tunnel hash of the interface's stable description, on interfaces that dial out: after each {@code InterfaceUp}
 *     the Router sends a tunnel packet first, then announces hosted destinations again
 * @param recursiveRequests search paths for requesters on this interface whatever its mode
 * @param announces how announces cross it
 * @param ingress protection against bursts
 */
public record InterfaceProperties(
        InterfaceMode mode,
        long bitrate,
        MtuKind mtuKind,
        int hardwareMtu,
        int accessCodeSize,
        boolean outgoing,
        int gravity,
        Optional<Digest> tunnel,
        boolean recursiveRequests,
        AnnouncePolicy announces,
        IngressControl ingress) {

    /** Smallest accepted bitrate, in bit/s. */
    public static final int MIN_BITRATE = 5;

    private static final long[] TUNED_BITRATES = {
        1_000_000_000,
        750_000_000,
        400_000_000,
        200_000_000,
        100_000_000,
        10_000_000,
        5_000_000,
        2_000_000,
        1_000_000,
        62_500
    };

    private static final int LARGEST_TUNED_MTU = 524_288;

    public InterfaceProperties {
        if (bitrate < MIN_BITRATE) {
            throw new IllegalArgumentException("a bitrate of less than 5 bit/s: " + bitrate);
        }
        if (hardwareMtu != 0 && hardwareMtu < Packet.MTU) {
            throw new IllegalArgumentException("a hardware MTU of less than 500 bytes: " + hardwareMtu);
        }
    }

    /** An interface in mode full with the hardware MTU that follows from its bitrate, as TCP interfaces have it. */
    public static InterfaceProperties automatic(long bitrate) {
        return builder(bitrate).build();
    }

    /** Begins with {@link #automatic}. */
    public static Builder builder(long bitrate) {
        return new Builder(bitrate);
    }

    /** Begins with these, for others that differ in something. */
    public Builder but() {
        return new Builder(this);
    }

    /** The automatic hardware MTU of a bitrate, in bytes; 0 for slow interfaces, which have none (rns-core §1). */
    public static int automaticMtu(long bitrate) {
        for (int step = 0; step < TUNED_BITRATES.length; step++) {
            if (bitrate >= TUNED_BITRATES[step]) {
                return LARGEST_TUNED_MTU >> step;
            }
        }
        return 0;
    }

    /** Whether links may negotiate more than 500 bytes over this interface. */
    public boolean negotiatesMtu() {
        return mtuKind != MtuKind.NONE && hardwareMtu != 0;
    }

    /** Largest packet of a link over this interface, in bytes. */
    public int linkMtu() {
        return negotiatesMtu() ? hardwareMtu : Packet.MTU;
    }

    /** Largest packet that is taken from or given to this interface, in bytes, without access code. */
    public int maxPacket() {
        return Math.max(hardwareMtu, Packet.MTU);
    }

    /** Properties in the making; each call changes one of them. */
    public static final class Builder {
        private final long bitrate;
        private InterfaceMode mode = InterfaceMode.FULL;
        private MtuKind mtuKind;
        private int hardwareMtu;
        private int accessCodeSize;
        private boolean outgoing = true;
        private int gravity;
        private Optional<Digest> tunnel = Optional.empty();
        private final boolean recursiveRequests;
        private AnnouncePolicy announces = AnnouncePolicy.STANDARD;
        private IngressControl ingress = IngressControl.STANDARD;

        private Builder(long bitrate) {
            this.bitrate = bitrate;
            recursiveRequests = false;
            hardwareMtu = automaticMtu(bitrate);
            mtuKind = hardwareMtu == 0 ? MtuKind.NONE : MtuKind.AUTO;
        }

        private Builder(InterfaceProperties from) {
            bitrate = from.bitrate;
            mode = from.mode;
            mtuKind = from.mtuKind;
            hardwareMtu = from.hardwareMtu;
            accessCodeSize = from.accessCodeSize;
            outgoing = from.outgoing;
            gravity = from.gravity;
            tunnel = from.tunnel;
            recursiveRequests = from.recursiveRequests;
            announces = from.announces;
            ingress = from.ingress;
        }

        public Builder mode(InterfaceMode value) {
            mode = value;
            return this;
        }

        public Builder mtu(MtuKind kind, int bytes) {
            mtuKind = kind;
            hardwareMtu = bytes;
            return this;
        }

        public Builder accessCodeSize(int bytes) {
            accessCodeSize = bytes;
            return this;
        }

        public Builder outgoing(boolean value) {
            outgoing = value;
            return this;
        }

        public Builder gravity(int value) {
            gravity = value;
            return this;
        }

        public Builder tunnel(Digest descriptionHash) {
            tunnel = Optional.of(descriptionHash);
            return this;
        }

        public Builder announces(AnnouncePolicy policy) {
            announces = policy;
            return this;
        }

        public Builder ingress(IngressControl control) {
            ingress = control;
            return this;
        }

        /** @throws IllegalArgumentException when they are out of their bounds */
        public InterfaceProperties build() {
            return new InterfaceProperties(
                    mode,
                    bitrate,
                    mtuKind,
                    hardwareMtu,
                    accessCodeSize,
                    outgoing,
                    gravity,
                    tunnel,
                    recursiveRequests,
                    announces,
                    ingress);
        }
    }
}
