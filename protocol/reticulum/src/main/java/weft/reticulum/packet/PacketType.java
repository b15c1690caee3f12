package weft.reticulum.packet;

/** The low two bits of the flags byte; the order is the wire code (rns-core §7.2). */
public enum PacketType {
    DATA,
    ANNOUNCE,
    LINK_REQUEST,
    PROOF;

    private static final PacketType[] BY_CODE = values();

    /** The type that stands in a flags byte, whatever its other bits. */
    public static PacketType of(int flags) {
        return BY_CODE[flags & 0x03];
    }
}
