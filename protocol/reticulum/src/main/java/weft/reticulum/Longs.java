package weft.reticulum;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Big-endian longs in byte arrays, the order of everything on the wire. */
final class Longs {

    private static final VarHandle BIG_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Longs() {}

    static long read(byte[] source, int offset) {
        return (long) BIG_ENDIAN.get(source, offset);
    }

    static void write(long value, byte[] target, int offset) {
        BIG_ENDIAN.set(target, offset, value);
    }
}
