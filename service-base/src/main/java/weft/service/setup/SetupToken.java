package weft.service.setup;

/**
 * Fired once as a CDI event when a node without any account starts: whoever knows the token may make the first operator.
 * The one who starts the process is shown it; it is stored nowhere but as a hash.
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
