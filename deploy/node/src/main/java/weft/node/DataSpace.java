package weft.node;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import weft.service.health.HealthItem;
import weft.service.health.HealthSource;
import weft.service.health.StorageRoom;

/**
 * Whether the node can still write its data, as a health check on the management port: a message that can't be put on disk is not
 * acknowledged, so a node with a full disk is alive and not ready, and takes no new messages until there is room
 * ({@link StorageRoom}). Writes a few bytes to know.
 */
@Readiness
@Singleton
final class DataSpace implements HealthCheck, HealthSource {

    /**
     * Bytes that have to be free for new messages to be taken: the log in which the database writes what it is going to do may grow to
     * 128 MiB, and without room for it the database ends. The rest is for what goes on: signing in, reading, deleting.
     */
    static final long LEAST = 192L << 20;

    /** Bytes below which operators are told to make room before it is late. */
    private static final long LITTLE = 1L << 30;

    private static final byte[] PROBE = new byte[512];

    private static final long LOOKED_AT_EVERY_MILLIS = 1_000;

    private final Path root;
    private final StorageRoom storage;
    private final Vertx vertx;

    DataSpace(@ConfigProperty(name = "weft.data", defaultValue = "data") Path root, StorageRoom storage, Vertx vertx) {
        this.root = root;
        this.storage = storage;
        this.vertx = vertx;
    }

    /** Looks every second, beside the event loop: the file system may be slow. */
    void start(@Observes StartupEvent started) {
        storage.tell(isFull(root, LEAST));
        lookAgain();
    }

    /** One look after the other: on a file system that hangs they must not gather. */
    private void lookAgain() {
        vertx.setTimer(LOOKED_AT_EVERY_MILLIS, _ -> vertx.executeBlocking(() -> isFull(root, LEAST))
                .onSuccess(storage::tell)
                .onComplete(_ -> lookAgain()));
    }

    /** Whether less is free; a disk that can't be asked is not said to be full, for the database tells what it can't write. */
    static boolean isFull(Path directory, long least) {
        try {
            return Files.getFileStore(directory).getUsableSpace() < least;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> reason = reason(root, LEAST);
        var answer = HealthCheckResponse.named("data directory").status(reason.isEmpty());
        reason.ifPresent(text -> answer.withData("reason", text));
        return answer.build();
    }

    @Override
    public List<HealthItem> items() {
        return List.of(item(root, LEAST, LITTLE));
    }

    /** How much room there is; a disk that can't be asked or written is bad, whatever it says of its room. */
    static HealthItem item(Path directory, long least, long little) {
        Optional<String> reason = reason(directory, least);
        try {
            long free = Files.getFileStore(directory).getUsableSpace();
            Map<String, Object> facts = Map.of("bytes", free);
            if (reason.isPresent()) {
                return HealthItem.bad(free < least ? "disk" : "disk-unwritable", facts);
            }
            return free < little ? HealthItem.look("disk", facts) : HealthItem.good("disk", facts);
        } catch (IOException e) {
            return HealthItem.bad("disk-unwritable", Map.of());
        }
    }

    /** Why nothing can be written there; empty when it can. */
    static Optional<String> reason(Path directory, long least) {
        Path probe = directory.resolve("probe.new");
        try {
            long free = Files.getFileStore(directory).getUsableSpace();
            if (free < least) {
                return Optional.of("The disk of " + directory + " is full: " + (free >> 20) + " MB are free, and "
                        + (least >> 20) + " MB are needed. Make room.");
            }
            if (Files.exists(probe) && !Files.isRegularFile(probe)) {
                // Writing to a pipe would wait for a reader.
                Files.delete(probe);
            }
            Files.write(probe, PROBE);
            // Somebody else may look at the same moment.
            Files.deleteIfExists(probe);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("Nothing can be written in " + directory + " (" + e.getMessage() + ").");
        }
    }
}
