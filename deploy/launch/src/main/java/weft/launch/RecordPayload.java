package weft.launch;

import java.io.IOException;
import java.nio.file.Path;

/** Writes the manifest of a directory that is about to be shipped. Part of the build. */
final class RecordPayload {

    private RecordPayload() {}

    /** Takes the directory. */
    public static void main(String... arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        Payload.of(directory).writeTo(directory);
    }
}
