package weft.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The wall clock of a node and its database, to be set while they run; their monotonic clock goes on as it is. */
final class WallClock {

    private static final String SOURCE = "wallclock.c";

    private final Path library;
    private final Path step;
    private Duration ahead = Duration.ZERO;

    private WallClock(Path library, Path step) {
        this.library = library;
        this.step = step;
    }

    /** Builds it with the machine's C compiler. */
    static WallClock in(Path directory) {
        Path source = directory.resolve(SOURCE);
        WallClock clock = new WallClock(directory.resolve("wallclock.so"), directory.resolve("step"));
        try (InputStream code = WallClock.class.getResourceAsStream("/" + SOURCE)) {
            Files.copy(code, source);
            Process compiler = new ProcessBuilder(
                            "cc", "-shared", "-fPIC", "-O2", "-o", clock.library.toString(), source.toString())
                    .inheritIO()
                    .start();
            if (!compiler.waitFor(60, TimeUnit.SECONDS) || compiler.exitValue() != 0) {
                throw new IllegalStateException("cc does not build " + source);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the clock needs a C compiler: install gcc and libc6-dev", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return clock.ahead(Duration.ZERO);
    }

    /** The node goes by this clock, and so does every program it starts. */
    WeftNode of(WeftNode node) {
        return node.withEnvironment("LD_PRELOAD", library.toString())
                .withEnvironment("WALL_CLOCK_STEP", step.toString());
    }

    /** Sets it so much ahead of the machine's own, or behind. */
    WallClock ahead(Duration by) {
        ahead = by;
        byte[] seconds = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(by.toSeconds())
                .array();
        try {
            Files.write(step, seconds, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How far it is ahead now. */
    Duration ahead() {
        return ahead;
    }

    /** Sets it to the beginning of 1970, where machines without a battery begin. */
    static Duration to1970() {
        return Duration.between(Instant.now(), Instant.EPOCH.plusSeconds(60));
    }
}
