package weft.interop.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A stock Reticulum node, with LXMF where configured, in a process of its own. What it tells is kept in order; a test waits for
 * what it needs. Killed and started again it goes on with the same identity and storage.
 */
public final class ReferencePeer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration START = Duration.ofSeconds(60);

    private final PeerConfig config;
    private final List<JsonNode> events = new ArrayList<>();
    private Process process;
    private BufferedWriter commands;
    private String address;
    private long nextRef;

    private ReferencePeer(PeerConfig config) {
        this.config = config;
    }

    /** Starts a peer and waits until it runs. */
    public static ReferencePeer start(PeerConfig config) {
        ReferencePeer peer = new ReferencePeer(config);
        peer.start();
        return peer;
    }

    /** Starts the process again after {@link #kill}. */
    public void start() {
        int before = count();
        try {
            Files.createDirectories(config.directory());
            Files.writeString(config.directory().resolve("config"), config.file());
            List<String> command = new ArrayList<>(List.of(python(), script().toString()));
            command.addAll(config.arguments());
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        commands = process.outputWriter(StandardCharsets.UTF_8);
        Process started = process;
        // Reading from a pipe holds the thread: two peers would hold both that virtual threads have on two cores.
        Thread.ofPlatform().daemon().start(() -> follow(started));
        JsonNode ready = await(before, START, event -> is(event, "ready"), "the peer to be ready");
        address = ready.get("address").isNull() ? null : ready.get("address").asText();
    }

    private static String python() {
        String python = System.getProperty("test.peers.python", "");
        if (!Files.isExecutable(Path.of(python))) {
            throw new IllegalStateException(
                    "There is no Python environment with the reference peers at \"" + python
                            + "\". ./weft test makes one; or set -Dtest.peers.python to one that has requirements.txt installed.");
        }
        return python;
    }

    private Path script() throws IOException {
        Path script = config.directory().resolve("peer.py");
        try (InputStream source = ReferencePeer.class.getResourceAsStream("peer.py")) {
            Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
        }
        return script;
    }

    private Path log() {
        return config.directory().resolve("peer.log");
    }

    private void follow(Process started) {
        try (BufferedReader lines = started.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("{")) {
                    add(JSON.readTree(line));
                } else {
                    Files.writeString(log(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                }
            }
        } catch (IOException ended) {
            add(JSON.createObjectNode().put("event", "ended"));
        }
    }

    private void add(JsonNode event) {
        synchronized (events) {
            events.add(event);
            events.notifyAll();
        }
    }

    /** The LXMF address, 32 hexadecimal digits; null without LXMF. */
    public String address() {
        return address;
    }

    /** Announces the LXMF address. */
    public void announce() {
        command(Map.of("do", "announce"));
    }

    /** Asks the mesh for a path. */
    public void requestPath(String to) {
        command(Map.of("do", "path", "to", to));
    }

    /** Forgets a path. */
    public void dropPath(String to) {
        command(Map.of("do", "drop_path", "to", to));
    }

    /** How far a destination is; empty when no path is known. */
    public Optional<Integer> hops(String to) {
        int before = count();
        command(Map.of("do", "hops", "to", to));
        JsonNode answer = await(
                before,
                Duration.ofSeconds(10),
                event -> is(event, "hops") && event.get("to").asText().equals(to),
                "the number of hops");
        return answer.get("hops").isNull()
                ? Optional.empty()
                : Optional.of(answer.get("hops").asInt());
    }

    /** Whether a packet to a destination of that full name, over a path that is asked for, is proven within that time. */
    public boolean probe(String to, String name, Duration limit) {
        int before = count();
        command(Map.of("do", "probe", "to", to, "name", name, "wait", limit.toSeconds()));
        JsonNode end = await(before, limit.multipliedBy(4), event -> is(event, "probed"), "the end of the probe");
        return end.get("proven").asBoolean();
    }

    /** Sends a message; the number is for {@link #awaitState}. */
    public long send(String to, String content, String method) {
        return send(to, content.getBytes(StandardCharsets.UTF_8), method, Map.of());
    }

    /** Sends a message with files. */
    public long send(String to, byte[] content, String method, Map<String, byte[]> attachments) {
        return send(PeerMessage.of(to, content, method).with(attachments));
    }

    /** Sends a message with all that belongs to it; the number is for {@link #awaitEnd}. */
    public long send(PeerMessage message) {
        long ref = ++nextRef;
        command(message.command(ref));
        return ref;
    }

    /**
     * Sends a signed message in one packet and once, with a payload that need not be as LXMF says; the number is for {@link #awaitEnd},
     * which tells the hash.
     */
    public long sendPayload(String to, byte[] payload) {
        long ref = ++nextRef;
        command(Map.of(
                "do",
                "payload",
                "ref",
                ref,
                "to",
                to,
                "payload",
                Base64.getEncoder().encodeToString(payload)));
        return ref;
    }

    /** Sends many messages at once and answers how long it took until the last was delivered or had failed. */
    public Duration burst(String to, int count, int size, String method, Duration limit) {
        int before = count();
        command(Map.of("do", "burst", "to", to, "count", count, "size", size, "method", method));
        JsonNode done = await(before, limit, event -> is(event, "burst"), "the burst to end");
        return Duration.ofMillis((long) (done.get("seconds").asDouble() * 1000));
    }

    /** Opens links to an address, on which nothing is ever sent, and waits until that many are up. They stay until this ends. */
    public void openLinks(String to, int count, int standing, Duration limit) {
        int before = count();
        command(Map.of("do", "links", "to", to, "count", count));
        await(
                before,
                limit,
                event -> is(event, "links") && event.get("standing").asInt() >= standing,
                standing + " links to " + to);
    }

    /**
     * Waits until no interface works any more. A stock peer that writes to a connection before it has seen that it is gone gives the
     * interface up for good.
     */
    public void awaitOffline(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        int online = 1;
        while (online > 0 && System.nanoTime() < end) {
            int before = count();
            command(Map.of("do", "interfaces"));
            online = await(before, limit, event -> is(event, "interfaces"), "the state of its interfaces")
                    .get("online")
                    .asInt();
        }
        if (online > 0) {
            throw new AssertionError("Waited " + limit + " in vain for the peer to be offline");
        }
    }

    /** Waits until so many links have ended because their other end said so. */
    public void awaitLinksClosed(int count, Duration limit) {
        await(
                0,
                limit,
                _ -> events.stream()
                                .filter(event -> is(event, "link_closed")
                                        && event.get("told").asBoolean())
                                .count()
                        >= count,
                "the other end to close " + count + " links");
    }

    /** Waits until the message has ended, and says how: delivered, failed, rejected, unknown. */
    public String awaitState(long ref, Duration limit) {
        return awaitEnd(ref, limit).get("state").asText();
    }

    /** Waits until the message has ended: {@code state}, and {@code hash} when it was delivered. */
    public JsonNode awaitEnd(long ref, Duration limit) {
        return await(
                0,
                limit,
                event -> is(event, "state") && event.get("ref").asLong() == ref,
                "message " + ref + " to end");
    }

    /** Waits for the message with that hash, 64 hexadecimal digits. */
    public JsonNode awaitHash(String hash, Duration limit) {
        return await(
                0,
                limit,
                event -> is(event, "received") && event.get("hash").asText().equals(hash),
                "the message " + hash);
    }

    /** How those messages ended that have ended, by their numbers: delivered, failed, rejected, unknown. */
    public Map<Long, String> ended() {
        Map<Long, String> states = new HashMap<>();
        synchronized (events) {
            events.stream()
                    .filter(event -> is(event, "state"))
                    .forEach(event -> states.put(
                            event.get("ref").asLong(), event.get("state").asText()));
        }
        return states;
    }

    /** Waits for the message with that content. */
    public JsonNode awaitContent(String content, Duration limit) {
        return await(
                0,
                limit,
                event -> is(event, "received") && content(event).equals(content),
                "a message \"" + content.substring(0, Math.min(40, content.length())) + "\"");
    }

    /** Waits for an announce of that address. */
    public JsonNode awaitAnnounce(String of, Duration limit) {
        return await(
                0,
                limit,
                event -> is(event, "announce") && event.get("address").asText().equals(of),
                "an announce of " + of);
    }

    /** Waits for an announce of that address that asks for that much work. */
    public JsonNode awaitStampCost(String of, int cost, Duration limit) {
        return await(
                0,
                limit,
                event -> is(event, "announce")
                        && event.get("address").asText().equals(of)
                        && event.get("stampCost").asInt() == cost,
                "an announce of " + of + " with stamp cost " + cost);
    }

    /** The text of a received message. */
    public static String content(JsonNode received) {
        return new String(Base64.getDecoder().decode(received.get("content").asText()), StandardCharsets.UTF_8);
    }

    /** Everything received so far. */
    public List<JsonNode> received() {
        synchronized (events) {
            return events.stream().filter(event -> is(event, "received")).toList();
        }
    }

    private static boolean is(JsonNode event, String kind) {
        return event.get("event").asText().equals(kind);
    }

    private int count() {
        synchronized (events) {
            return events.size();
        }
    }

    private JsonNode await(int from, Duration limit, Predicate<JsonNode> wanted, String what) {
        long end = System.nanoTime() + limit.toNanos();
        synchronized (events) {
            int next = from;
            while (true) {
                for (; next < events.size(); next++) {
                    if (wanted.test(events.get(next))) {
                        return events.get(next);
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0 || !process.isAlive()) {
                    throw new AssertionError("Waited " + limit + " in vain for " + what + "; last events "
                            + events.subList(Math.max(0, events.size() - 5), events.size()) + "\n" + tail());
                }
                pause(Math.min(left, 500));
            }
        }
    }

    private void pause(long millis) {
        try {
            events.wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String tail() {
        try {
            List<String> lines = Files.exists(log()) ? Files.readAllLines(log()) : List.of();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException e) {
            return "no log: " + e.getMessage();
        }
    }

    private void command(Map<String, ?> command) {
        try {
            commands.write(JSON.writeValueAsString(command));
            commands.newLine();
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the peer does not take commands:\n" + tail(), e);
        }
    }

    /** Ends the process at once, with those it has started to search stamps. */
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The process id. */
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        kill();
    }
}
