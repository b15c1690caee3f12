package weft.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import weft.interop.Api;
import weft.interop.WeftNode;
import weft.interop.peers.FreePorts;
import weft.reticulum.Address;
import weft.reticulum.packet.Packet;

/**
 * How long packets of other connections take through the node while one connection brings a burst of announces, each of a destination that
 * nobody has heard of, and whether each of those is heard.
 */
final class AnnounceBurst {

    private static final int PAYLOAD = 100;
    private static final Duration APART = Duration.ofMillis(5);
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String PATHS = "weft_transport_router_entries{table=\"paths\"";

    private final Path directory;
    private final int burst;

    /** @param burst how many announces */
    AnnounceBurst(Path directory, int burst) {
        this.directory = directory;
        this.burst = burst;
    }

    Figure measure(int rounds) {
        List<Double> millis = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        remarks.add(
                "%,d announces written at once to one connection, ingress control off; meanwhile a packet every %d ms between two others."
                        .formatted(burst, APART.toMillis()));
        for (int round = 0; round < rounds; round++) {
            millis.add(one(round, remarks));
        }
        return new Figure(
                "Packets of others during a burst of announces, 99 of 100 within",
                "ms",
                Figure.Target.atMost(50),
                millis,
                List.of(),
                List.copyOf(remarks));
    }

    private double one(int round, List<String> remarks) {
        int port = FreePorts.next();
        int management = FreePorts.next();
        byte[][] announces = new byte[burst][];
        for (int i = 0; i < burst; i++) {
            announces[i] = MeasuredDestination.unheardOf().announce();
        }
        MeasuredDestination recipient = MeasuredDestination.unheardOf();
        CompletableFuture<Address> hub = new CompletableFuture<>();
        List<Double> delays = Collections.synchronizedList(new ArrayList<>());
        try (WeftNode _ = WeftNode.in(directory.resolve("burst-" + round))
                        .withInterface(
                                "server",
                                Map.of(
                                        "type",
                                        "tcp-server",
                                        "host",
                                        "127.0.0.1",
                                        "port",
                                        port,
                                        "ingress-control",
                                        false))
                        .withManagement(management)
                        .start();
                HubLine crowd = new HubLine(port, _ -> {});
                HubLine sender = new HubLine(
                        port, packet -> recipient.transportId(packet).ifPresent(hub::complete));
                HubLine receiver = new HubLine(port, packet -> arrived(packet, recipient, delays))) {
            receiver.send(recipient.announce());
            Address through =
                    hub.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
            send(
                    sender,
                    through,
                    recipient,
                    CompletableFuture.runAsync(
                            () -> {}, CompletableFuture.delayedExecutor(WARM_UP.toMillis(), TimeUnit.MILLISECONDS)));
            int before = paths(management);
            delays.clear();
            long begun = System.nanoTime();
            CompletableFuture<Void> heard = CompletableFuture.runAsync(() -> {
                crowd.send(announces);
                Api.await("all announces to be heard", PATIENCE, () -> paths(management) >= before + burst);
            });
            int sent = send(sender, through, recipient, heard);
            heard.join();
            double seconds = (System.nanoTime() - begun) / 1e9;
            Api.await("the last packet", PATIENCE, () -> delays.size() >= sent);
            List<Double> sorted = delays.stream().sorted().toList();
            remarks.add("All %,d heard after %s s; of %,d packets the slowest took %s ms, half of them at most %s ms."
                    .formatted(
                            burst,
                            Figure.number(seconds),
                            sorted.size(),
                            Figure.number(sorted.getLast()),
                            Figure.number(sorted.get(sorted.size() / 2))));
            return sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1);
        }
    }

    /** Sends until that has ended, and says how many. */
    private static int send(HubLine line, Address hub, MeasuredDestination recipient, CompletableFuture<?> end) {
        int sent = 0;
        while (!end.isDone()) {
            byte[] data = new byte[PAYLOAD];
            ByteBuffer.wrap(data).putLong(System.nanoTime());
            line.send(recipient.packet(hub, data));
            sent++;
            LockSupport.parkNanos(APART.toNanos());
        }
        return sent;
    }

    private static void arrived(byte[] raw, MeasuredDestination recipient, List<Double> delays) {
        if (recipient.isPacket(raw, PAYLOAD)) {
            delays.add((System.nanoTime() - ByteBuffer.wrap(raw).getLong(Packet.HEADER_1)) / 1e6);
        }
    }

    /** How many paths the node knows. */
    private static int paths(int management) {
        URI metrics = URI.create("http://127.0.0.1:" + management + "/q/metrics");
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(PATHS))
                    .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no metric " + PATHS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
