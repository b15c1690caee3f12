package weft.transport.mesh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.Collectors;

/**
 * Counts the short sessions with one hub, on disk, so that a node that restarts often is not banned.
 *
 * <p>Reference hubs refuse an address for twelve hours after more than five sessions shorter than 20 s. This ledger stops one
 * short of that: after four short sessions within twelve hours {@link #waitMillis} says how long to stay away. Refused
 * connections were never sessions and don't count. A session is entered when it begins and crossed out once it is old
 * enough, so that a killed process is counted too.
 *
 * <p>Not thread-safe: file access, so it is called from a worker, one call at a time.
 */
public final class SessionLedger {

    /** A session that lasts this long is not short, in milliseconds. */
    public static final long SHORT_MILLIS = 20_000;

    /** Short sessions after which the node stays away. */
    public static final int ALLOWED = 4;

    /** How long a hub remembers a short session, in milliseconds. */
    public static final long WINDOW_MILLIS = 12 * 3_600_000L;

    private final Path file;
    private final Deque<Long> begun = new ArrayDeque<>();

    private SessionLedger(Path file) {
        this.file = file;
    }

    /** Opens the ledger of one hub; the file is made with the first entry. Unreadable lines are skipped. */
    public static SessionLedger open(Path directory, String host, int port) {
        String name = host.replaceAll("[^A-Za-z0-9.-]", "_") + "-" + port + ".sessions";
        SessionLedger ledger = new SessionLedger(directory.resolve(name));
        try {
            Files.createDirectories(directory);
            if (Files.exists(ledger.file)) {
                Files.readAllLines(ledger.file).stream()
                        .filter(line -> line.matches("\\d{1,18}"))
                        .map(Long::valueOf)
                        .forEach(ledger.begun::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ledger;
    }

    /** How long to stay away from the hub, in milliseconds; 0 when a session may begin now. */
    public long waitMillis(long nowMillis) {
        forget(nowMillis);
        return begun.size() < ALLOWED ? 0 : begun.getFirst() + WINDOW_MILLIS - nowMillis;
    }

    /** A session begins: it counts as short until {@link #outlived} says otherwise. */
    public void begin(long nowMillis) {
        forget(nowMillis);
        begun.addLast(nowMillis);
        while (begun.size() > ALLOWED + 1) {
            begun.removeFirst();
        }
        save();
    }

    /** The session that began at that time has lasted {@link #SHORT_MILLIS}. */
    public void outlived(long begunMillis) {
        if (begun.removeLastOccurrence(begunMillis)) {
            save();
        }
    }

    private void forget(long nowMillis) {
        begun.removeIf(at -> nowMillis - at >= WINDOW_MILLIS || at > nowMillis + SHORT_MILLIS);
    }

    private void save() {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(fresh, begun.stream().map(String::valueOf).collect(Collectors.joining("\n", "", "\n")));
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
