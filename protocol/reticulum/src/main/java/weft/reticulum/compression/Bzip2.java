package weft.reticulum.compression;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import weft.reticulum.Decoded;
import weft.reticulum.WireRejection;

/**
 * bzip2 over byte arrays. Pure and synchronous: about 10 MB/s, so a host runs anything large on a worker.
 *
 * <p>Besides the output, each direction works in up to 8 MiB of its own, whatever the input says.
 */
public final class Bzip2 {

    /** The reference compresses at level 9, blocks of 900 kB. */
    private static final int LEVEL = 9;

    private static final int FIRST_GUESS = 8192;

    private Bzip2() {}

    /** Compresses at level 9. The result may be longer than the input; callers then send the input. */
    public static byte[] compress(byte[] content) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(FIRST_GUESS);
        try (BZip2CompressorOutputStream bzip2 = new BZip2CompressorOutputStream(compressed, LEVEL)) {
            bzip2.write(content);
        } catch (IOException e) {
            throw new IllegalStateException("compressing into memory cannot fail", e);
        }
        return compressed.toByteArray();
    }

    /**
     * Decompresses one bzip2 stream; bytes after it are ignored.
     *
     * @param limit most bytes the content may have; the output buffer never grows past it
     * @return the content, or {@link WireRejection#BAD_COMPRESSION} when the stream is broken, truncated, fails its checksum
     *     or holds more than {@code limit} bytes
     */
    public static Decoded<byte[]> decompress(byte[] compressed, int limit) {
        return decompress(compressed, 0, compressed.length, limit);
    }

    /** As {@link #decompress(byte[], int)}, for {@code length} bytes inside a larger array. */
    public static Decoded<byte[]> decompress(byte[] source, int offset, int length, int limit) {
        try (BZip2CompressorInputStream bzip2 =
                new BZip2CompressorInputStream(new ByteArrayInputStream(source, offset, length))) {
            return readBounded(bzip2, limit);
        } catch (IOException | RuntimeException e) {
            // The library reports damage as IOException and, for some crafted Huffman tables, as index or state
            // exceptions.
            return Decoded.rejected(WireRejection.BAD_COMPRESSION);
        }
    }

    private static Decoded<byte[]> readBounded(BZip2CompressorInputStream bzip2, int limit) throws IOException {
        byte[] content = new byte[Math.min(limit, FIRST_GUESS)];
        int size = 0;
        while (true) {
            if (size == content.length) {
                if (size == limit) {
                    return bzip2.read() < 0 ? Decoded.value(content) : Decoded.rejected(WireRejection.BAD_COMPRESSION);
                }
                content = Arrays.copyOf(content, (int) Math.min(limit, 2L * size));
            }
            int read = bzip2.read(content, size, content.length - size);
            if (read < 0) {
                return Decoded.value(Arrays.copyOf(content, size));
            }
            size += read;
        }
    }
}
