package weft.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What the threads of another Java process do, for the message of a test that waited for it in vain. */
final class Threads {

    private static final int PATIENCE_SECONDS = 10;

    private Threads() {}

    /** The stacks of those that are in code of ours or end the process; why there are none when the process does not say. */
    static String of(ProcessHandle process) {
        try {
            Path jstack = Path.of(System.getProperty("java.home"), "bin", "jstack");
            Process asked = new ProcessBuilder(jstack.toString(), String.valueOf(process.pid()))
                    .redirectErrorStream(true)
                    .start();
            asked.toHandle()
                    .onExit()
                    .completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .thenRun(asked::destroyForcibly);
            String all = new String(asked.getInputStream().readAllBytes());
            return Arrays.stream(all.split("\n\n"))
                    .filter(stack ->
                            stack.contains("at weft.") || stack.contains("shutdown") || stack.contains("Shutdown"))
                    .collect(Collectors.joining("\n\n"));
        } catch (IOException e) {
            return "not known: " + e;
        }
    }
}
