package weft.bus.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * How a channel's records travel and who gets them, in the words of the connector and of Kafka's clients. One map serves both
 * ends of a channel; each takes what it knows.
 */
enum Delivery {
    /**
     * Mesh packets to every router. At most once and in order: a record that the broker does not take at the first attempt is gone, since
     * one sent again could overtake. What waits longer than a peer does is given up. Every router reads everything from the time
     * it starts, and passes over what is for another.
     */
    PACKET_PLANE {
        @Override
        Map<String, Object> settings(String application, String channel) {
            Map<String, Object> settings = ofEveryReplica(channel);
            settings.put("acks", "1");
            settings.put("linger.ms", "0");
            settings.put("retries", "0");
            settings.put("delivery.timeout.ms", PATIENCE_MILLIS);
            settings.put("request.timeout.ms", PATIENCE_MILLIS);
            settings.put("max.block.ms", PATIENCE_MILLIS);
            return settings;
        }
    },
    /**
     * Mesh packets to whoever owns the shard of an address: as {@link #PACKET_PLANE}, but each process reads the partitions of its shards
     * alone ({@link OwnedPartitions}); until it has any, one of which nothing is for it.
     */
    PACKETS_TO_OWNER {
        @Override
        Map<String, Object> settings(String application, String channel) {
            Map<String, Object> settings = PACKET_PLANE.settings(application, channel);
            settings.put("partitioner.class", OwnerPartitioner.class.getName());
            settings.put("assign-seek", channel + ":0");
            settings.put("poll-timeout", "100");
            return settings;
        }
    },
    /**
     * Facts that every replica has to hear while it runs, because each remembers something they change. One that lost its place
     * at the broker goes on where it was, see {@link Positions}.
     */
    EVENTS_TO_EVERY_REPLICA {
        @Override
        Map<String, Object> settings(String application, String channel) {
            Map<String, Object> settings = ofEveryReplica(channel);
            settings.put("consumer-rebalance-listener.name", Positions.LISTENER);
            settings.put("acks", "all");
            return settings;
        }
    },
    /**
     * Facts that one replica of a service has to act on, once it is there: nothing is skipped while none runs. A record that
     * can't be handled stops the channel and fails the liveness check; the next start reads it again.
     */
    EVENTS_TO_ONE_REPLICA {
        @Override
        Map<String, Object> settings(String application, String channel) {
            Map<String, Object> settings = ofEvery();
            settings.put("acks", "all");
            settings.put("group.id", application + "." + channel);
            settings.put("auto.offset.reset", "earliest");
            // A replica that was killed holds its partitions for that long.
            settings.put("session.timeout.ms", "10000");
            settings.put("heartbeat.interval.ms", "3000");
            return settings;
        }
    };

    /** As long as the records of a link are good for. */
    private static final String PATIENCE_MILLIS = "5000";

    /** Tells this run of this replica from every other, so that none takes a record from another. */
    private static final String RUN = UUID.randomUUID().toString();

    /** The channel of a group that every replica has one of; empty for another group. */
    static Optional<String> channelOf(String group) {
        return Optional.ofNullable(group)
                .filter(name -> name.endsWith("." + RUN))
                .map(name -> name.substring(0, name.length() - RUN.length() - 1));
    }

    /** The settings of that channel; the application is the service that it belongs to. */
    abstract Map<String, Object> settings(String application, String channel);

    /** A consumer group of its own that leaves no offsets behind, and goes on after a record that could not be handled. */
    private static Map<String, Object> ofEveryReplica(String channel) {
        Map<String, Object> settings = ofEvery();
        settings.put("group.id", channel + "." + RUN);
        settings.put("auto.offset.reset", "latest");
        settings.put("enable.auto.commit", "false");
        settings.put("commit-strategy", "ignore");
        settings.put("failure-strategy", "ignore");
        return settings;
    }

    /**
     * A broker that is away takes nobody else along: what a request needs is in the database, and {@link BusCheck} tells of the bus. And
     * no consumer waits at the end until what it was given is handled: what one of a group has not committed another reads again, and
     * whoever reads on its own begins behind it at the next start in any case. Nor does a producer wait long for a broker that is away: what
     * must not be lost is in the database until the broker has it.
     */
    private static Map<String, Object> ofEvery() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("health-readiness-enabled", "false");
        settings.put("graceful-shutdown", "false");
        settings.put("close-timeout", "1000");
        return settings;
    }
}
