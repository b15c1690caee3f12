package weft.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Where the threads of a node stand while it is measured: every few seconds its stacks are taken, and of each the innermost
 * line of Weft's is counted. Shows what is waited for, which a profile of the processor's time does not.
 */
final class Standstills implements AutoCloseable {

    private static final long EVERY_SECONDS = 3;
    private static final int SHOWN = 8;
    private static final String OURS = "at weft.";
    private static final String IDLE = "weft.message.hosting.Loop.sleep";

    private final long pid;
    private final Path file;
    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private final Thread sampler = Thread.ofPlatform().unstarted(this::sample);

    private Standstills(long pid, Path directory) {
        this.pid = pid;
        this.file = directory.resolve("stacks.txt");
    }

    static Standstills of(long pid, Path directory) {
        Standstills standstills = new Standstills(pid, directory);
        standstills.sampler.start();
        return standstills;
    }

    private void sample() {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            while (true) {
                TimeUnit.SECONDS.sleep(EVERY_SECONDS);
                new ProcessBuilder(
                                jcmd.toString(),
                                String.valueOf(pid),
                                "Thread.dump_to_file",
                                "-overwrite",
                                file.toString())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
                count();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stacks are separated by empty lines; the innermost line comes first. Proxies and lambdas are passed over. */
    private void count() throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        boolean found = false;
        for (String line : Files.readAllLines(file)) {
            String frame = line.strip();
            if (frame.isEmpty()) {
                found = false;
            } else if (!found && frame.startsWith(OURS) && !frame.contains("lambda$") && !isPlumbing(frame)) {
                found = true;
                String method = frame.substring(3, frame.indexOf('('));
                if (!method.equals(IDLE)) {
                    counts.merge(method, 1, Integer::sum);
                }
            }
        }
    }

    private static boolean isPlumbing(String frame) {
        return frame.contains("_ClientProxy") || frame.contains(".store.Transaction.");
    }

    /** The places where most stand, each with its share of all that were seen. */
    List<String> places() {
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        List<String> places = new ArrayList<>();
        counts.entrySet().stream()
                .sorted((a, b) -> Integer.compare(b.getValue(), a.getValue()))
                .limit(SHOWN)
                .forEach(entry -> places.add("%d %% `%s`".formatted(100 * entry.getValue() / all, entry.getKey())));
        return places;
    }

    @Override
    public void close() {
        sampler.interrupt();
        try {
            sampler.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
