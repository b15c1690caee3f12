package weft.node.database;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Why one of PostgreSQL's programs failed, in what an operator can mend. */
final class FailedProgram {

    private static final Pattern REASON = Pattern.compile("(?:error|fatal|panic): +(.*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern CODED = Pattern.compile("\\b[0-9A-Z]{5}: +(?=\\S)");

    private FailedProgram() {}

    /**
     * The reason.
     *
     * @param program that failed
     * @param said all that it has said
     * @param where it worked
     * @param asRoot whether this process runs as root, so that the program had to be given another user
     */
    static String reason(String program, String said, Object where, boolean asRoot) {
        List<String> lines = said.lines()
                .map(REASON::matcher)
                .filter(found -> found.find())
                .map(found -> CODED.matcher(found.group(1)).replaceAll(""))
                .toList();
        String text = said.toLowerCase(Locale.ROOT);
        String first = "PostgreSQL's " + program + " failed in " + where + ": ";
        String reason = lines.isEmpty() ? lastLine(said) : lines.getFirst();
        if (asRoot && text.contains("unshare")) {
            return first + reason
                    + ". As root it needs user namespaces, which this system refuses; run Weft as an ordinary user.";
        }
        if (text.contains("no space left") || text.contains("disk quota exceeded")) {
            return first + "the disk is full (" + reason
                    + "). Make room for it, or name a directory on another disk with --data.";
        }
        if (text.contains("read-only file system")) {
            return first + "the file system can't be written (" + reason
                    + "). Mount it for writing, or choose another with --data.";
        }
        if (text.contains("permission denied") || text.contains("operation not permitted")) {
            return first + "this user may not write there (" + reason
                    + "). Give the user that Weft runs as the directory and all that is in it.";
        }
        return first + reason + ".";
    }

    private static String lastLine(String said) {
        return said.isBlank()
                ? "it said nothing"
                : said.lines().toList().getLast().strip();
    }
}
