package weft.service.files;

import java.io.IOException;
import java.nio.file.Path;

/** A file in which an operator keeps one secret, so that it stands in no configuration. */
public final class SecretFile {

    private static final String REMEDY = "Put the secret into it as UTF-8 text, or leave the key out.";

    private SecretFile() {}

    /**
     * Reads the secret: the whole text but for one final line end, which an editor adds. File access: not on an event loop.
     *
     * @param what names the key, as the beginning of a sentence
     * @throws UnusableFile when the file can't be read, is larger than {@link SmallFile#LARGEST}, is no UTF-8 text or holds nothing
     */
    public static String text(String what, Path file) {
        try {
            String text = withoutLineEnd(SmallFile.text(file));
            if (text.isBlank()) {
                throw new UnusableFile(what, file, "holds nothing", REMEDY);
            }
            return text;
        } catch (IOException e) {
            throw new UnusableFile(what, file, UnusableFile.problem(file, e), REMEDY);
        }
    }

    private static String withoutLineEnd(String text) {
        int end = text.length();
        if (text.endsWith("\n")) {
            end -= text.endsWith("\r\n") ? 2 : 1;
        }
        return text.substring(0, end);
    }
}
