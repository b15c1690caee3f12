package weft.reticulum.packet;

/** Bits 3 and 2 of the flags byte; the order is the wire code (rns-core §6, §7.2). */
public enum DestinationType {
    SINGLE,
    GROUP,
    PLAIN,
    LINK;

    private static final DestinationType[] BY_CODE = values();

    static DestinationType of(int flags) {
        return BY_CODE[flags >> 2 & 0x03];
    }
}
