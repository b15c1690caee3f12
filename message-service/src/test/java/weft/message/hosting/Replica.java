package weft.message.hosting;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import weft.message.config.MessageSettings;
import weft.message.store.WakeupRelay;
import weft.message.store.Wakeups;
import weft.message.store.Wakeups.Work;
import weft.message.store.ownership.ShardLocks;
import weft.message.store.ownership.Shards;
import weft.message.store.sql.Database;

/** The part of a message service that owns shards and tells the others, with connections of its own; looks when it is told to. */
public final class Replica implements AutoCloseable {

    public final Wakeups wakeups = new Wakeups();
    public final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    /** How often it was told that a replica came or went, or gave shards back. */
    public final AtomicInteger toldOfShards = new AtomicInteger();

    final Pool pool;
    final Database database;
    final ShardLocks locks;
    final Ownership ownership;
    private final WakeupRelay relay;

    /** One that has not looked yet, and listens. */
    public Replica(Vertx vertx, Map<String, String> place, String name) {
        pool = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(4))
                .connectingTo(new PgConnectOptions()
                        .setHost(place.get("weft.database.host"))
                        .setPort(Integer.parseInt(place.get("weft.database.port")))
                        .setDatabase(place.get("weft.database.name"))
                        .setUser(place.get("weft.database.username"))
                        .setPassword(place.get("weft.database.password"))
                        .addProperty("search_path", "messages"))
                .using(vertx)
                .build();
        database = new Database(pool, metrics);
        locks = new ShardLocks(io.vertx.mutiny.sqlclient.Pool.newInstance(pool));
        MessageSettings settings = (MessageSettings) Proxy.newProxyInstance(
                Replica.class.getClassLoader(), new Class<?>[] {MessageSettings.class}, (_, _, _) -> Optional.of(name));
        ownership = new Ownership(locks, database, new Shards(), wakeups, settings, metrics);
        relay = new WakeupRelay(pool, wakeups, metrics);
        wakeups.onWork(Work.SHARDS, _ -> toldOfShards.incrementAndGet());
        relay.start(
                () -> ownership.living() > 1, shard -> ownership.epoch(shard).isPresent());
        relay.keepListening();
    }

    /** Makes the tables that all of them have. */
    public static void migrate(Map<String, String> place) {
        Flyway.configure()
                .dataSource(
                        "jdbc:postgresql://" + place.get("weft.database.host") + ":" + place.get("weft.database.port")
                                + "/" + place.get("weft.database.name"),
                        place.get("weft.database.username"),
                        place.get("weft.database.password"))
                .locations("db/messages")
                .schemas("messages")
                .defaultSchema("messages")
                .createSchemas(true)
                .load()
                .migrate();
    }

    public void look() {
        ownership.renew();
    }

    /** All look, one after the other, until they know of each other and nothing changes any more. */
    public static void settle(List<Replica> replicas) {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            List<Map<Integer, Long>> before =
                    replicas.stream().map(each -> each.ownership.held()).toList();
            replicas.forEach(Replica::look);
            return replicas.stream().allMatch(each -> each.ownership.living() == replicas.size())
                    && before.equals(
                            replicas.stream().map(each -> each.ownership.held()).toList());
        });
    }

    /** One of those that it holds. */
    public int shard() {
        return shards().iterator().next();
    }

    /** In order. */
    Set<Integer> shards() {
        return new TreeSet<>(ownership.held().keySet());
    }

    /** Its process is killed: the connections end, and nothing is given back. */
    @Override
    public void close() {
        pool.close().toCompletionStage().toCompletableFuture().join();
    }
}
