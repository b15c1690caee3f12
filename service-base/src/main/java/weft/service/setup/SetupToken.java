package weft.service.setup;

/**
 * Fired as a CDI event when a process starts that waits for its first operator: whoever knows the token may become it. The one
 * who starts the process is shown it; the database has no more of it than a hash.
 *
 * @param value at least 22 characters of {@code [A-Za-z0-9_-]}
 */
public record SetupToken(String value) {

    /** Never the token itself: events end up in logs. */
    @Override
    public String toString() {
        return "SetupToken[…]";
    }
}
