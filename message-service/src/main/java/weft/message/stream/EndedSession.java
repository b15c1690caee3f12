package weft.message.stream;

import java.util.Optional;

/**
 * What the log keeps of the end of a session or API token.
 *
 * @param id of the session or token
 * @param reason a word for why it ended; empty in events from before there was one
 */
record EndedSession(String id, Optional<String> reason) {

    /** Reads what {@link #detail} wrote. */
    public static EndedSession of(String detail) {
        String[] parts = detail.split(" ", 2);
        return new EndedSession(parts[0], parts.length == 2 ? Optional.of(parts[1]) : Optional.empty());
    }

    /** As it stands in the log. */
    public String detail() {
        return reason.map(word -> id + " " + word).orElse(id);
    }
}
