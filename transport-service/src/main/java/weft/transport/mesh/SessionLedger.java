package weft.transport.mesh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import weft.service.files.PrivateFile;
import weft.service.files.SmallFile;
import weft.service.files.UnusableFile;

/**
 * Counts the short sessions with one hub, on disk, so that a node that restarts often is not banned.
 *
 * <p>Reference hubs refuse an address for twelve hours after more than five sessions shorter than 20 s. This ledger stops one
 * short of that: after four short sessions within twelve hours {@link #waitMillis} says how long to stay away. So that a hub that
 * takes connections and drops them at once for some seconds does not use up those four, the pauses between them grow: {@link #PAUSES}.
 * Refused connections were never sessions and don't count. A session is entered when it begins and crossed out once it is old
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

    /**
     * From the beginning of the latest of so many short sessions to the next session, in milliseconds; up to a quarter more, so that
     * who was dropped together doesn't come back together.
     */
    static final List<Long> PAUSES = List.of(5_000L, 60_000L, 900_000L, 3_600_000L);

    private static final Logger LOG = Logger.getLogger(SessionLedger.class);
    private static final String REMEDY = "Give the user that Weft runs as the right to write there.";

    private final Path file;
    private final Deque<Long> begun = new ArrayDeque<>();

    private SessionLedger(Path file) {
        this.file = file;
    }

    /**
     * Opens the ledger of one hub; the file is made with the first entry. Lines that are no times are skipped. A file that can't be
     * read counts as empty, with a line in the log, and is put aside: what is lost is a memory of twelve hours, and a hub that is
     * never dialled would be worse.
     *
     * @throws UnusableFile when there is no place for the file
     */
    public static SessionLedger open(Path directory, String host, int port) {
        String name = host.replaceAll("[^A-Za-z0-9.-]", "_") + "-" + port + ".sessions";
        SessionLedger ledger = new SessionLedger(directory.resolve(name));
        try {
            Files.createDirectories(directory);
            if (Files.exists(ledger.file, LinkOption.NOFOLLOW_LINKS)) {
                ledger.read();
            }
        } catch (IOException e) {
            throw new UnusableFile(
                    "The directory of the session ledgers",
                    directory,
                    "can't be used (" + e.getMessage() + ")",
                    REMEDY);
        }
        return ledger;
    }

    private void read() throws IOException {
        try {
            SmallFile.text(file)
                    .lines()
                    .filter(line -> line.matches("\\d{1,18}"))
                    .map(Long::valueOf)
                    .forEach(begun::add);
        } catch (IOException unreadable) {
            LOG.warnf(
                    "The session ledger %s %s. It counts as empty and is now %s",
                    file, UnusableFile.problem(file, unreadable), PrivateFile.setAside(file));
        }
    }

    /** How long to stay away from the hub, in milliseconds; 0 when a session may begin now. */
    public long waitMillis(long nowMillis) {
        forget(nowMillis);
        if (begun.isEmpty()) {
            return 0;
        }
        long next = begun.getLast() + pause();
        long remembered = begun.size() < ALLOWED ? 0 : begun.getFirst() + WINDOW_MILLIS;
        return Math.max(0, Math.max(next, remembered) - nowMillis);
    }

    /** The same one until another session begins, however often it is asked for. */
    private long pause() {
        long pause = PAUSES.get(Math.min(begun.size(), PAUSES.size()) - 1);
        return pause + new SplittableRandom(begun.getLast() ^ file.hashCode()).nextLong(pause / 4);
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
        try {
            PrivateFile.write(file, begun.stream().map(String::valueOf).collect(Collectors.joining("\n", "", "\n")));
        } catch (IOException e) {
            throw new UnusableFile("The session ledger", file, UnusableFile.problem(file, e), REMEDY);
        }
    }
}
