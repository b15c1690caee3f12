package weft.service.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads files that are small by their nature: of whatever a name leads to, links followed, files alone are opened, and no more is read
 * than a bound. A pipe that nobody writes to would hold its reader for ever, where no signal reaches it; a device may have no end.
 */
public final class SmallFile {

    /** Bytes of the largest. */
    public static final int LARGEST = 64 << 10;

    private SmallFile() {}

    /**
     * All bytes of the file.
     *
     * @throws IOException when it is no file, can't be read, or has more than {@link #LARGEST} bytes; {@link UnusableFile#problem} has
     *     the words for it
     */
    public static byte[] bytes(Path file) throws IOException {
        return bytes(file, LARGEST);
    }

    /** As {@link #bytes(Path)}, with another bound. */
    public static byte[] bytes(Path file, int largest) throws IOException {
        try (InputStream in = Files.newInputStream(required(file))) {
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

    /** As {@link #text(Path)}, with another bound in bytes. */
    public static String text(Path file, int largest) throws IOException {
        return text(bytes(file, largest));
    }

    /** Bytes as text; throws when they are no UTF-8. */
    public static String text(byte[] utf8) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    }

    /**
     * The end of a file that may be large, a log, as text; what is no UTF-8 is replaced.
     *
     * @param most bytes
     * @throws IOException when it is no file or can't be read
     */
    public static String end(Path file, int most) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(required(file))) {
            channel.position(Math.max(0, channel.size() - most));
            ByteBuffer end = ByteBuffer.allocate(most);
            while (end.hasRemaining() && channel.read(end) >= 0) {
                // Read on.
            }
            return new String(end.array(), 0, end.position(), StandardCharsets.UTF_8);
        }
    }

    /** What isn't there or is a directory is left to fail in the system's words. */
    private static Path required(Path file) throws IOException {
        if (isOther(file)) {
            throw new FileNotFoundException("it " + UnusableFile.OTHER);
        }
        return file;
    }

    /** Whether it is there and neither a file nor a directory. */
    static boolean isOther(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    }
}
