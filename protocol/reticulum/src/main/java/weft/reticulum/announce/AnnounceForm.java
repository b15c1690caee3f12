package weft.reticulum.announce;

import java.util.Arrays;
import weft.reticulum.Address;
import weft.reticulum.identity.Identity;
import weft.reticulum.packet.Packet;

/** The shapes in which one announce travels; its data and signature stay the same (rns-core §11.3). */
public final class AnnounceForm {

    private static final int HEADER_TYPE_BIT = 0x40;
    private static final int IN_TRANSPORT = 0x51;
    private static final int RATCHET_BIT = 0x20;

    private AnnounceForm() {}

    /**
     * As a transport node passes it on: header type 2.
     *
     * @param raw in either form
     * @param context none, or path response
     */
    public static byte[] inTransport(byte[] raw, int hops, int context, Address transportId) {
        int header = headerLength(raw);
        byte[] form = new byte[Packet.HEADER_2 + raw.length - header];
        form[0] = (byte) (IN_TRANSPORT | raw[0] & RATCHET_BIT);
        form[1] = (byte) hops;
        transportId.write(form, 2);
        System.arraycopy(raw, header - 1 - Address.LENGTH, form, 2 + Address.LENGTH, Address.LENGTH);
        form[Packet.HEADER_2 - 1] = (byte) context;
        System.arraycopy(raw, header, form, Packet.HEADER_2, raw.length - header);
        return form;
    }

    /** The same announce with another context; for own announces that are sent again. */
    public static byte[] withContext(byte[] raw, int context) {
        byte[] form = Arrays.copyOf(raw, raw.length);
        form[headerLength(raw) - 1] = (byte) context;
        return form;
    }

    /** The keys in a well-formed announce. */
    public static Identity identity(byte[] raw) {
        int at = headerLength(raw);
        return Identity.of(Arrays.copyOfRange(raw, at, at + Identity.KEY_SET_LENGTH));
    }

    private static int headerLength(byte[] raw) {
        return (raw[0] & HEADER_TYPE_BIT) != 0 ? Packet.HEADER_2 : Packet.HEADER_1;
    }
}
