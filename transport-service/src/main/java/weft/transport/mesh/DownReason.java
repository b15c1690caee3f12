package weft.transport.mesh;

import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/** Why an interface is down, as a word that programs and other languages than English decide by. */
public enum DownReason {
    /** It has not been opened yet. */
    NOT_TRIED,
    /** The other side's machine is there, and nothing listens on the port. */
    REFUSED,
    /** There is no way to the other side's machine, or to any. */
    UNREACHABLE,
    /** The host's name has no address. */
    UNKNOWN_HOST,
    /** Nothing came back in time. */
    TIMED_OUT,
    /** Another program listens on the port. */
    PORT_TAKEN,
    /** The system doesn't let this process do it, such as listening on a port below 1024. */
    NOT_PERMITTED,
    /** The address to listen on is none of this machine's. */
    FOREIGN_ADDRESS,
    /** The connection was lost, and is being made again. */
    LOST,
    /** Its last sessions ended at once; after too many of those a hub refuses this node for hours, so it stays away for a while. */
    STAYING_AWAY,
    /** The node closed it. */
    STOPPED,
    /** Something else: the words beside it say what. */
    OTHER;

    /** The word in answers. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What a failed attempt to connect or to listen comes to. */
    static DownReason of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return UNKNOWN_HOST;
            }
            if (cause instanceof NoRouteToHostException) {
                return UNREACHABLE;
            }
            Optional<DownReason> said =
                    said(Optional.ofNullable(cause.getMessage()).orElse("").toLowerCase(Locale.ROOT));
            if (said.isPresent()) {
                return said.get();
            }
        }
        return OTHER;
    }

    /** The system's own words: the library's classes say less. */
    private static Optional<DownReason> said(String message) {
        if (message.contains("refused")) {
            return Optional.of(REFUSED);
        }
        if (message.contains("timed out") || message.contains("timeout")) {
            return Optional.of(TIMED_OUT);
        }
        if (message.contains("unreachable") || message.contains("no route")) {
            return Optional.of(UNREACHABLE);
        }
        if (message.contains("already in use")) {
            return Optional.of(PORT_TAKEN);
        }
        if (message.contains("cannot assign")) {
            return Optional.of(FOREIGN_ADDRESS);
        }
        return message.contains("permission denied") ? Optional.of(NOT_PERMITTED) : Optional.empty();
    }
}
