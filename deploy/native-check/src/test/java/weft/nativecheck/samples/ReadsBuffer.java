package weft.nativecheck.samples;

import java.io.IOException;
import org.msgpack.core.MessagePack;

/** The smallest program that reads memory as the protocol's codec does. */
public final class ReadsBuffer {

    private ReadsBuffer() {}

    /** Reads a number. */
    public static void main(String... arguments) throws IOException {
        System.out.println(MessagePack.newDefaultUnpacker(new byte[] {7}).unpackInt());
    }
}
