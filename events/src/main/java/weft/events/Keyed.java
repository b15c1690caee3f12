package weft.events;

/** Something on the bus that has a key: where the bus is spread over partitions, what has the same key keeps its order. */
public interface Keyed {

    /** The key that {@link Channels} names for the channel; never null. */
    String key();
}
