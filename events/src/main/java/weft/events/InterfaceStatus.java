package weft.events;

/**
 * What an interface does: it went up or down, or clients of it came or went. The latter is told at most once in a fixed time.
 *
 * @param name as configured
 * @param up whether packets pass
 * @param reason why it is down, in words for a person; null when it is up
 */
public record InterfaceStatus(String name, boolean up, String reason) implements Keyed {

    @Override
    public String key() {
        return name;
    }
}
