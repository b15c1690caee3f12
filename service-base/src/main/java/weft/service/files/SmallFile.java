package weft.service.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads files that are small by their nature, and no more of them than that: what is named may be a device that has no end. */
public final class SmallFile {

    /** Bytes of the largest. */
    public static final int LARGEST = 64 << 10;

    private SmallFile() {}

    /**
     * All bytes of the file.
     *
     * @throws IOException when it can't be read, or has more than {@link #LARGEST} bytes
     */
    public static byte[] bytes(Path file) throws IOException {
        return bytes(file, LARGEST);
    }

    /** As {@link #bytes(Path)}, with another bound. */
    public static byte[] bytes(Path file, int largest) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(largest + 1);
            if (bytes.length > largest) {
                throw new IOException("it has more than " + largest + " bytes");
            }
            return bytes;
        }
    }

    /**
     * The file as text.
     *
     * @throws CharacterCodingException when it is no UTF-8
     * @throws IOException as {@link #bytes(Path)} does
     */
    public static String text(Path file) throws IOException {
        return text(bytes(file));
    }

    /** Bytes as text; throws when they are no UTF-8. */
    public static String text(byte[] utf8) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    }
}
