package weft.service.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A key of a fixed size in a file of its own. Made where there is none and nothing needs it; never replaced, because what was done with
 * the old one would be lost with it. File access: not on an event loop.
 *
 * @param what it is, as the beginning of a sentence: {@code The master key}
 * @param file where it stands
 * @param length in bytes
 * @param remedy what to do when the file is damaged or gone, as a sentence
 */
public record KeyFile(String what, Path file, int length, String remedy) {

    /**
     * Reads the key; makes it, for its owner only, where there is none and nothing needs it. The file is on disk when this returns: who
     * uses the key after that leaves no data without its key, however the process ends.
     *
     * @param needed whether there is data that was made with this key; asked only where the file is not there
     * @param fresh a new key
     * @throws UnusableFile when the file is not there and needed, has another size or can't be read; a link to nothing counts as damage
     */
    public byte[] load(BooleanSupplier needed, Supplier<byte[]> fresh) {
        try {
            if (isAbsent()) {
                // Another process may have made it, and data with it, between the two looks.
                if (needed.getAsBoolean() && isAbsent()) {
                    throw new UnusableFile(what, file, "isn't there, and there is data that needs it", remedy);
                }
                PrivateFile.writeOnce(file, fresh.get());
            }
            byte[] bytes = SmallFile.bytes(file);
            if (bytes.length != length) {
                throw new UnusableFile(what, file, "must have " + length + " bytes and has " + bytes.length, remedy);
            }
            return bytes;
        } catch (IOException e) {
            throw new UnusableFile(what, file, UnusableFile.problem(file, e), remedy);
        }
    }

    /** Not so where it can't be told: reading says why. */
    private boolean isAbsent() {
        return Files.notExists(file, LinkOption.NOFOLLOW_LINKS);
    }
}
