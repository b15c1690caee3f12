package weft.service.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import weft.service.problem.Problem;

/**
 * Which page is asked for. Cursors are opaque to clients; inside they are the key of the last row seen.
 *
 * @param limit rows wanted, 1 to {@value #MAX_LIMIT}
 * @param after the key to go on after; empty for the first page
 */
public record PageRequest(int limit, Optional<String> after) {

    /** Most rows of one page. */
    public static final int MAX_LIMIT = 200;

    /** Rows of a page when nothing is asked. */
    public static final int DEFAULT_LIMIT = 50;

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");
    private static final int MAX_CURSOR_LENGTH = 400;

    /**
     * Reads the query parameters {@code limit} and {@code cursor}; null means absent.
     *
     * @throws weft.service.problem.ProblemException 400 when one of them can't be read
     */
    public static PageRequest of(String limit, String cursor) {
        return new PageRequest(limitOf(limit), cursor == null ? Optional.empty() : Optional.of(decoded(cursor)));
    }

    /** A cursor around a key. */
    public static String cursor(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The number to go on after, for lists whose keys are numbers.
     *
     * @throws weft.service.problem.ProblemException 400 when the cursor is not one of such a list
     */
    public Optional<Long> afterNumber() {
        try {
            return after.map(Long::valueOf);
        } catch (NumberFormatException notANumber) {
            throw badCursor().exception();
        }
    }

    /**
     * The key as an id.
     *
     * @throws weft.service.problem.ProblemException 400 when the cursor is not one of such a list
     */
    public Optional<UUID> afterId() {
        try {
            return after.map(UUID::fromString);
        } catch (IllegalArgumentException notAnId) {
            throw badCursor().exception();
        }
    }

    private static int limitOf(String limit) {
        if (limit == null) {
            return DEFAULT_LIMIT;
        }
        int wanted = NUMBER.matcher(limit).matches() ? Integer.parseInt(limit) : 0;
        if (wanted < 1 || wanted > MAX_LIMIT) {
            throw Problem.malformed("limit", "limit is a number from 1 to " + MAX_LIMIT + ".")
                    .exception();
        }
        return wanted;
    }

    private static String decoded(String cursor) {
        if (cursor.isEmpty() || cursor.length() > MAX_CURSOR_LENGTH) {
            throw badCursor().exception();
        }
        String key;
        try {
            key = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            throw badCursor().exception();
        }
        if (!cursor(key).equals(cursor)) {
            throw badCursor().exception();
        }
        return key;
    }

    /** What a cursor is refused with, also when its key makes no sense to the list it is used on. */
    public static Problem badCursor() {
        return Problem.malformed("cursor", "This cursor is not one that this list gave out. Start without one.");
    }
}
