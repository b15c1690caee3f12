package weft.events;

/**
 * The key of a message whose payload is bytes, as metadata beside them. Without a broker nobody looks at it.
 *
 * @param key an address, 32 hexadecimal digits
 */
public record RecordKey(String key) implements Keyed {}
