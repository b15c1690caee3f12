package weft.node;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A path that an operator names, looked at before anything relies on it, so that what is wrong with it is said in its own words. */
public final class GivenPath {

    /** Bytes of a data directory's path; PostgreSQL's own files below it have to stay within 1,023. */
    static final int LONGEST = 800;

    private GivenPath() {}

    /**
     * A directory that is there or can be made.
     *
     * @param what it is, to begin a sentence with
     * @return it, absolute and without {@code .} and {@code ..}
     * @throws StartFailure when it has a control character or is too long, and when it or a directory above it is a file or a link that
     *     leads nowhere
     */
    public static Path directory(String what, Path given) {
        Path path = given.toAbsolutePath().normalize();
        String text = path.toString();
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new StartFailure(what + " has a control character in its path, a line break or the like: "
                    + text.replaceAll("\\p{Cntrl}", "\uFFFD") + ". Choose another.");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw new StartFailure(what + " has a path of more than " + LONGEST
                    + " bytes, which the database can't work in. Choose a shorter one.");
        }
        for (Path above = path; above != null; above = above.getParent()) {
            leadsSomewhere(what, above);
            if (Files.exists(above) && !Files.isDirectory(above)) {
                throw new StartFailure(what + " can't be " + path + ": " + above + " is no directory. Choose another.");
            }
        }
        return path;
    }

    /**
     * A file or directory that is there.
     *
     * @param what it is, to begin a sentence with
     * @return it, absolute
     * @throws StartFailure when there is nothing, or a link that leads nowhere
     */
    public static Path existing(String what, Path given) {
        Path path = given.toAbsolutePath();
        leadsSomewhere(what, path);
        if (!Files.exists(path)) {
            throw new StartFailure(what + " " + path + " isn't there, or this user may not see it. Name one that is.");
        }
        return path;
    }

    private static void leadsSomewhere(String what, Path path) {
        if (Files.isSymbolicLink(path) && !Files.exists(path)) {
            throw new StartFailure(what + " can't be used: " + path
                    + " is a link that leads nowhere. Mount what it leads to, or put it right.");
        }
    }
}
