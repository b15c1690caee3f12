package weft.service.http;

import java.util.Optional;
import java.util.regex.Pattern;
import weft.service.problem.Problem;

/**
 * The name a client gives to one write, so that it can be repeated after a lost answer: same key and body, same answer; same
 * key, other body, 409. A key belongs to its caller, method and path.
 *
 * @param text 1 to 200 visible ASCII characters
 */
public record IdempotencyKey(String text) {

    /** The request header. */
    public static final String HEADER = "Idempotency-Key";

    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]{1,200}");

    /**
     * The key in a header's value; empty when the header is absent.
     *
     * @throws weft.service.problem.ProblemException 400 when it is no such key
     */
    public static Optional<IdempotencyKey> of(String header) {
        if (header != null && !VISIBLE.matcher(header).matches()) {
            throw Problem.malformed(HEADER, "An Idempotency-Key has 1 to 200 visible ASCII characters.")
                    .exception();
        }
        return Optional.ofNullable(header).map(IdempotencyKey::new);
    }

    /** 409: the key was used for another request. */
    public static Problem reused() {
        return Problem.conflict("idempotency-key-reused", "This Idempotency-Key stands for another request")
                .withDetail("Use a fresh key for each write.")
                .withField(HEADER);
    }

    /** 409: the write was done, and what it answered can't be read any more. */
    public static Problem answerLost() {
        return Problem.conflict("idempotency-answer-lost", "This was done, but its answer is lost")
                .withDetail(
                        "The answer kept for this Idempotency-Key can't be read any more. Look at what there is now,"
                                + " and use a fresh key if it has to be done again.")
                .withField(HEADER);
    }
}
