package weft.service.http;

import weft.service.problem.Problem;

/** The checks every member of a request body goes through before a rule looks at it. */
public final class Fields {

    private Fields() {}

    /**
     * A body that is there.
     *
     * @throws weft.service.problem.ProblemException 400 when it is null
     */
    public static <T> T body(T body) {
        if (body == null) {
            throw Problem.malformed(null, "A JSON object is expected as the body.")
                    .exception();
        }
        return body;
    }

    /**
     * A member that is there.
     *
     * @throws weft.service.problem.ProblemException 400 when it is absent or null
     */
    public static <T> T required(String field, T value) {
        if (value == null) {
            throw Problem.malformed(field, field + " is missing.").exception();
        }
        return value;
    }

    /**
     * A text of 1 to {@code maxCodePoints} code points, without lone surrogates and without NUL, which the database
     * can't hold.
     *
     * @throws weft.service.problem.ProblemException 400 when it is absent or no text, 422 when its length is wrong
     */
    public static String text(String field, String value, int maxCodePoints) {
        required(field, value);
        if (value.isEmpty() || value.codePointCount(0, value.length()) > maxCodePoints) {
            throw Problem.ruleBroken(field, "length", field + " has 1 to " + maxCodePoints + " characters.")
                    .with("max", maxCodePoints)
                    .exception();
        }
        if (value.codePoints()
                .anyMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE))) {
            throw Problem.malformed(field, field + " is not valid Unicode text.")
                    .exception();
        }
        return value;
    }

    /**
     * A name that a person gives: a {@link #text} that is one line, see {@link Names}.
     *
     * @throws weft.service.problem.ProblemException as {@link #text}, and 422 {@code name} when it is no name
     */
    public static String name(String field, String value, int maxCodePoints) {
        String text = text(field, value, maxCodePoints);
        Names.fault(text).ifPresent(fault -> {
            throw Problem.ruleBroken(field, "name", field + " " + fault).exception();
        });
        return text;
    }
}
