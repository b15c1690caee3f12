package weft.nativecheck.samples;

import java.net.DatagramSocket;
import java.net.SocketException;

/** Its socket would not be open when the image starts. */
public final class OpensSocket {

    static final DatagramSocket SOCKET;

    static {
        try {
            SOCKET = new DatagramSocket();
        } catch (SocketException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private OpensSocket() {}
}
