package weft.launch;

import java.util.List;
import java.util.Optional;

/**
 * Whether this process can name the paths it was given. Java reads arguments and writes file names in the encoding of the locale it is
 * started with, whatever it uses for text: with {@code LANG=C} every letter that isn't English is lost before the first line of a
 * program runs.
 */
final class NamedPaths {

    /** What stands where Java could read no letter. */
    private static final char LOST = '\uFFFD';

    private NamedPaths() {}

    /** Why a start with these texts must not go on, in one line; empty when nothing is lost. */
    static Optional<String> refusal(List<String> arguments, String workingDirectory, String encoding) {
        if (arguments.stream().anyMatch(NamedPaths::isLost)) {
            return Optional.of(refusal("an argument", encoding));
        }
        return isLost(workingDirectory)
                ? Optional.of(refusal("the name of the directory it was started in", encoding))
                : Optional.empty();
    }

    private static boolean isLost(String text) {
        return text.indexOf(LOST) >= 0;
    }

    private static String refusal(String what, String encoding) {
        return "Weft does not start: " + what + " has letters that the locale of this process, which is " + encoding
                + ", can't express. Set LC_ALL=C.UTF-8, as bin/weft and ./weft do, and name paths in UTF-8.";
    }
}
