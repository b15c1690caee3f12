package weft.service.files;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file can't be used. The message names it and says what to do; it has no cause, so that whoever shows only the deepest cause of
 * a failed start shows it.
 */
public final class UnusableFile extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What neither file nor directory is, as the end of a sentence. */
    static final String OTHER = "is a pipe, a socket or a device, and no file";

    /**
     * @param what it is, as the beginning of a sentence
     * @param problem with it, as the end of that sentence
     * @param remedy a sentence of its own
     */
    public UnusableFile(String what, Path file, String problem, String remedy) {
        super(what + " " + file + " " + problem + ". " + remedy);
    }

    /** What is wrong with a file that could not be read or written, as the end of a sentence that begins with its name. */
    public static String problem(Path file, IOException failure) {
        if (Files.isDirectory(file)) {
            return "is a directory";
        }
        if (SmallFile.isOther(file)) {
            return OTHER;
        }
        if (failure instanceof AccessDeniedException && !Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return "may not be read by the user that Weft runs as";
        }
        if (Files.isSymbolicLink(file) && !Files.exists(file)) {
            return "is a link to something that isn't there";
        }
        if (failure instanceof NoSuchFileException
                && Files.isDirectory(file.toAbsolutePath().getParent())) {
            return "isn't there";
        }
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return "isn't there and can't be made (" + failure.getMessage() + ")";
        }
        return switch (failure) {
            case CharacterCodingException _ -> "holds bytes that are no UTF-8 text";
            default -> "can't be read (" + failure.getMessage() + ")";
        };
    }
}
