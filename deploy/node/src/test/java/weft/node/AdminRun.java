package weft.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of {@code weft admin} in a process of its own.
 *
 * @param out what it gave on standard output
 * @param said what it said beside that
 */
record AdminRun(int code, String out, String said) {

    private static final int PATIENCE_SECONDS = 90;

    /** Runs it on a data directory, to its end. */
    static AdminRun of(Path data, String... arguments) throws IOException, InterruptedException {
        Path said = Files.createTempFile(data.getParent(), "admin", ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(System.getProperty("weft.node.options").split(" (?=-)")));
        command.addAll(List.of("-jar", System.getProperty("weft.node.jar"), "admin"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--data", data.toString()));
        Process process =
                new ProcessBuilder(command).redirectError(said.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("weft admin goes on: " + out);
        }
        return new AdminRun(process.exitValue(), out, Files.readString(said));
    }
}
