package weft.reticulum.link;

import weft.reticulum.packet.Packet;

/** What fits in the packets of a link (links-and-resources §1); all in bytes. */
public final class LinkSizes {

    /** Smallest link MTU in use on the mesh; a peer that asks for less is refused. */
    public static final int MIN_MTU = 219;

    /** Largest MTU that the signalling bytes can say. */
    public static final int MAX_SIGNALLED_MTU = 0x1F_FFFF;

    private static final int ACCESS_RESERVE = 1;
    private static final int TOKEN = 48;
    private static final int BLOCK = 16;

    private LinkSizes() {}

    /** Largest plaintext of one packet. */
    public static int mdu(int mtu) {
        return (mtu - ACCESS_RESERVE - Packet.HEADER_1 - TOKEN) / BLOCK * BLOCK - 1;
    }

    /** Size of every part of a resource but the last. */
    public static int part(int mtu) {
        return mtu - Packet.HEADER_2 - ACCESS_RESERVE;
    }
}
