package weft.launch;

import io.quarkus.bootstrap.runner.QuarkusEntryPoint;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The first thing that runs of any Weft application: sees that the installed files are those that were shipped, then starts the
 * application that lies beside it.
 *
 * <p>It runs before any other jar is opened, so that a damaged one is named instead of failing somewhere. It finds damage, a half
 * upgrade and files that were added; whoever may write the directory could also rewrite the manifest, which is what a release's
 * signature is for.
 */
public final class Launch {

    private static final int NOT_STARTED = 1;

    private Launch() {}

    /** Hands every argument to the application. Exit code {@value #NOT_STARTED} and one line when a file is not as shipped or a path can't be read. */
    public static void main(String... arguments) throws Throwable {
        Optional<String> refusal = NamedPaths.refusal(
                        List.of(arguments), System.getProperty("user.dir"), System.getProperty("sun.jnu.encoding"))
                .or(Launch::changed);
        if (refusal.isPresent()) {
            System.err.println(refusal.get());
            System.exit(NOT_STARTED);
        }
        QuarkusEntryPoint.main(arguments);
    }

    private static Optional<String> changed() {
        try {
            return refusal(directory());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Java gives the place of a jar as a URI", e);
        }
    }

    /** Why the application in this directory must not start, in one line; empty when everything is as shipped. */
    static Optional<String> refusal(Path directory) {
        try {
            List<String> differences = Payload.shipped(directory).differencesOf(Payload.of(directory));
            return differences.stream()
                    .findFirst()
                    .map(first -> "Weft does not start: " + first + more(differences) + " in " + directory
                            + ". Install this version again, and find out what changed it.");
        } catch (IOException unreadable) {
            return Optional.of("Weft does not start: its files in " + directory + " can't be checked (" + unreadable
                    + "). Install this version again.");
        }
    }

    private static String more(List<String> differences) {
        return differences.size() == 1 ? "" : ", and " + (differences.size() - 1) + " more,";
    }

    private static Path directory() throws URISyntaxException {
        return Path.of(Launch.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .getParent();
    }
}
