package weft.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** What a member's event stream has told since it was opened. */
public final class EventStream implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** One event; data that is not JSON would fail the reading. */
    public record Event(String name, JsonNode data) {}

    private final Stream<String> lines;
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private volatile boolean ended;
    private volatile boolean cut;

    /** Follows the lines of a stream that is open. */
    EventStream(Stream<String> lines) {
        this.lines = lines;
        Thread.ofVirtual().start(this::follow);
    }

    /** Everything so far, in order. */
    public List<Event> events() {
        return new ArrayList<>(events);
    }

    /** Whether the other side has ended it. */
    public boolean hasEnded() {
        return ended;
    }

    /** Whether it has ended in the middle, as the end of a connection ends it, and not as an answer that is complete. */
    public boolean wasCut() {
        return cut;
    }

    private void follow() {
        String[] name = {""};
        try {
            lines.forEach(line -> take(line, name));
        } catch (UncheckedIOException broken) {
            cut = true;
        } finally {
            ended = true;
        }
    }

    private void take(String line, String[] name) {
        if (line.startsWith("event:")) {
            name[0] = line.substring("event:".length()).strip();
        } else if (line.startsWith("data:")) {
            try {
                events.add(new Event(name[0], JSON.readTree(line.substring("data:".length()))));
            } catch (IOException e) {
                throw new IllegalStateException("an event that is not JSON: " + line, e);
            }
        }
    }

    @Override
    public void close() {
        lines.close();
    }
}
