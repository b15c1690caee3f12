package weft.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What Linux does with the connections of this machine, as {@code /proc/net/tcp} tells it. */
final class Sockets {

    private static final String ESTABLISHED = "01";
    private static final String KEEPALIVE = "02";
    private static final int HEX = 16;

    /** Times stand there in hundredths of a second. */
    private static final int MILLIS = 10;

    private Sockets() {}

    /**
     * The end of a connection that is at that port.
     *
     * @param keepalive when the other end will be asked whether it is there; empty when nobody means to ask, or bytes are under way
     */
    record Socket(Optional<Duration> keepalive) {}

    /** The ends of established connections over IPv4 that are at that local port. */
    static List<Socket> at(int port) throws IOException {
        String local = ":%04X".formatted(port);
        try (var lines = Files.lines(Path.of("/proc/net/tcp"))) {
            return lines.map(line -> line.strip().split("\\s+"))
                    .filter(columns -> columns[1].endsWith(local) && columns[3].equals(ESTABLISHED))
                    .map(columns -> columns[5].split(":"))
                    .map(timer -> new Socket(
                            timer[0].equals(KEEPALIVE)
                                    ? Optional.of(Duration.ofMillis(Long.parseLong(timer[1], HEX) * MILLIS))
                                    : Optional.empty()))
                    .toList();
        }
    }
}
