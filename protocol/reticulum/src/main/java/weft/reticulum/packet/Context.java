package weft.reticulum.packet;

/**
 * What the data of a packet is, as the context byte says it (rns-core §7.3, links-and-resources §8).
 *
 * <p>Plain integers rather than an enum: every one of the 256 values is a well-formed packet, and transport nodes forward
 * those they don't know.
 */
public final class Context {

    public static final int NONE = 0x00;
    public static final int RESOURCE = 0x01;
    public static final int RESOURCE_ADVERTISEMENT = 0x02;
    public static final int RESOURCE_REQUEST = 0x03;
    public static final int RESOURCE_HASHMAP_UPDATE = 0x04;
    public static final int RESOURCE_PROOF = 0x05;
    public static final int RESOURCE_INITIATOR_CANCEL = 0x06;
    public static final int RESOURCE_RECEIVER_CANCEL = 0x07;
    public static final int CACHE_REQUEST = 0x08;
    public static final int REQUEST = 0x09;
    public static final int RESPONSE = 0x0A;
    public static final int PATH_RESPONSE = 0x0B;
    public static final int COMMAND = 0x0C;
    public static final int COMMAND_STATUS = 0x0D;
    public static final int CHANNEL = 0x0E;
    public static final int KEEPALIVE = 0xFA;
    public static final int LINK_IDENTIFY = 0xFB;
    public static final int LINK_CLOSE = 0xFC;
    public static final int LINK_PROOF = 0xFD;
    public static final int LINK_RTT = 0xFE;
    public static final int LINK_REQUEST_PROOF = 0xFF;

    private Context() {}
}
