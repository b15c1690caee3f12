package weft.lxmf.message;

/**
 * A file in a message (lxmf §4, §5).
 *
 * @param name as the sender wrote it: not to be trusted, see {@link #safeName()}
 */
public record Attachment(String name, byte[] data) {

    /** Begins the name of a file whose sender gave none that can be read; its number follows. */
    public static final String MADE_UP_NAME = "unnamed-";

    /** Longest name handed out, in characters; common file systems take 255 bytes. */
    public static final int MAX_SAFE_NAME = 120;

    /**
     * A name that can be offered for saving: the last part of a path, without control and direction characters, without
     * leading dots, at most {@link #MAX_SAFE_NAME} characters; {@code file} when nothing is left.
     */
    public String safeName() {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        String clean = Text.withoutControls(last).strip();
        int start = 0;
        while (start < clean.length() && (clean.charAt(start) == '.' || Character.isWhitespace(clean.charAt(start)))) {
            start++;
        }
        String shortened = Text.truncate(clean.substring(start), MAX_SAFE_NAME);
        return shortened.isEmpty() ? "file" : shortened;
    }
}
