package weft.events;

/**
 * An interface went up or down.
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
