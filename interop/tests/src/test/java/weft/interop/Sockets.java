package weft.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
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
     * One end of a connection.
     *
     * @param peer the port of the other end
     * @param keepalive when the other end will be asked whether it is there; empty when nobody means to ask, or as long as it has not
     *     confirmed what was sent last
     */
    record Socket(int peer, Optional<Duration> keepalive) {}

    /** The ends of established connections over IPv4 that are at that local port. */
    static List<Socket> at(int port) {
        String local = ":%04X".formatted(port);
        try (var lines = Files.lines(Path.of("/proc/net/tcp"))) {
            return lines.map(line -> line.strip().split("\\s+"))
                    .filter(columns -> columns[1].endsWith(local) && columns[3].equals(ESTABLISHED))
                    .map(Sockets::socket)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Socket socket(String[] columns) {
        int peer = Integer.parseInt(columns[2].split(":")[1], HEX);
        String[] timer = columns[5].split(":");
        return new Socket(
                peer,
                timer[0].equals(KEEPALIVE)
                        ? Optional.of(Duration.ofMillis(Long.parseLong(timer[1], HEX) * MILLIS))
                        : Optional.empty());
    }
}
