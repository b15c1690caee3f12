package weft.auth.domain;

/**
 * The answer to a write, as it is given again when the same write comes again.
 *
 * @param status HTTP status
 * @param json the body; empty for none
 */
public record StoredAnswer(int status, String json) {}
