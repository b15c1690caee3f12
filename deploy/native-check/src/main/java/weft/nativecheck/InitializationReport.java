package weft.nativecheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The builder's table of which class is initialised when, and why. */
record InitializationReport(Path file) {

    private static final String BUILD_TIME = "BUILD_TIME";

    /**
     * The classes whose static state is made on the machine that builds and stored in the image.
     *
     * @throws IOException also when the file has other columns than the builder gives it
     */
    Set<String> builtIn() throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            Set<String> classes = new TreeSet<>();
            var rows = lines.iterator();
            if (!rows.hasNext() || !rows.next().startsWith("Class Name, Initialization Kind")) {
                throw new IOException(file + " has no columns that are known here");
            }
            rows.forEachRemaining(row -> {
                String[] columns = row.split(",\\s*", 3);
                if (columns.length > 1 && columns[1].equals(BUILD_TIME)) {
                    classes.add(columns[0].strip());
                }
            });
            return classes;
        }
    }
}
