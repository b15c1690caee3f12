package weft.nativecheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Looks once a second at the most memory that a process has held, for the process takes that with it when it ends. */
final class PeakMemory implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Path status;
    private final Thread looking;
    private volatile long kilobytes;

    private PeakMemory(Path status) {
        this.status = status;
        this.looking = Thread.ofVirtual().unstarted(this::look);
    }

    static PeakMemory of(long process) {
        PeakMemory memory = new PeakMemory(Path.of("/proc", Long.toString(process), "status"));
        memory.looking.start();
        return memory;
    }

    /** What was seen last; 0 where the system has no such file. */
    long kilobytes() {
        return kilobytes;
    }

    @Override
    public void close() {
        looking.interrupt();
    }

    private void look() {
        try {
            while (Files.exists(status)) {
                for (String line : Files.readAllLines(status)) {
                    if (line.startsWith("VmHWM:")) {
                        kilobytes = Long.parseLong(line.replaceAll("\\D", ""));
                    }
                }
                Thread.sleep(PAUSE);
            }
        } catch (IOException e) {
            // The process ended between the two looks.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
