package weft.reticulum.framing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import weft.reticulum.Decoded;
import weft.reticulum.WireRejection;

/** The AX.25 header in front of packets on amateur radio, inside KISS (rns-core §20.3). Receivers strip it unread. */
public final class Ax25 {

    /** Size of the header, in bytes. */
    public static final int HEADER_LENGTH = 16;

    private static final String DESTINATION = "APZRNS";
    private static final int CALL_LENGTH = 6;
    private static final byte SSID_BITS = 0x60;
    private static final byte LAST_ADDRESS = 0x01;
    private static final byte UNNUMBERED_INFORMATION = 0x03;
    private static final byte NO_LAYER_3 = (byte) 0xF0;

    private Ax25() {}

    /**
     * Puts the header of a station in front of a packet.
     *
     * @param callSign 3 to 6 ASCII characters
     * @param ssid 0 to 15
     * @throws IllegalArgumentException for another call sign or ssid
     */
    public static byte[] wrap(String callSign, int ssid, byte[] packet) {
        if (callSign.length() < 3 || callSign.length() > CALL_LENGTH || ssid < 0 || ssid > 15) {
            throw new IllegalArgumentException("a station has a call sign of 3 to 6 characters and an ssid of 0 to 15");
        }
        byte[] frame = new byte[HEADER_LENGTH + packet.length];
        Arrays.fill(frame, CALL_LENGTH + 1, 2 * CALL_LENGTH + 1, (byte) ' ');
        writeCall(DESTINATION, frame, 0);
        frame[CALL_LENGTH] = SSID_BITS;
        writeCall(callSign, frame, CALL_LENGTH + 1);
        frame[2 * CALL_LENGTH + 1] = (byte) (SSID_BITS | ssid << 1 | LAST_ADDRESS);
        frame[HEADER_LENGTH - 2] = UNNUMBERED_INFORMATION;
        frame[HEADER_LENGTH - 1] = NO_LAYER_3;
        System.arraycopy(packet, 0, frame, HEADER_LENGTH, packet.length);
        return frame;
    }

    /** The packet behind the header, or {@link WireRejection#TOO_SHORT} when there is none. */
    public static Decoded<byte[]> unwrap(byte[] frame) {
        return frame.length <= HEADER_LENGTH
                ? Decoded.rejected(WireRejection.TOO_SHORT)
                : Decoded.value(Arrays.copyOfRange(frame, HEADER_LENGTH, frame.length));
    }

    /** Padding of short call signs stays an unshifted space, as the reference sends it. */
    private static void writeCall(String call, byte[] target, int at) {
        byte[] ascii = call.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < ascii.length; i++) {
            target[at + i] = (byte) (ascii[i] << 1);
        }
    }
}
