package weft.service.problem;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An RFC 9457 problem document: why a request was refused, in words a person understands, and what to do next.
 *
 * @param type stable name, {@code urn:weft:problem:} and a slug; clients decide by it, never by the title
 * @param title what is wrong, in one short sentence
 * @param status HTTP status
 * @param detail this occurrence and the way out; null when the title says it all
 * @param field the member, parameter or header that is wrong; null when there is no single one
 * @param retryAfterSeconds also sent as {@code Retry-After}; null when repeating the request won't help
 * @param members further members of the document, by name
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@RegisterForReflection
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String field,
        @JsonIgnore Long retryAfterSeconds,
        @JsonIgnore Map<String, Object> members) {

    /** The media type of a problem document. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final int MAX_FIELD = 100;
    private static final String TYPE_PREFIX = "urn:weft:problem:";

    /** A problem of its own kind. */
    public static Problem of(int status, String slug, String title) {
        return new Problem(TYPE_PREFIX + slug, title, status, null, null, null, Map.of());
    }

    /** 400: the request can't be read. */
    public static Problem malformed(String field, String detail) {
        return of(400, "malformed", "The request is malformed")
                .withDetail(detail)
                .withField(field);
    }

    /** 400: a member that has to be there is absent or null. */
    public static Problem missing(String field) {
        return malformed(field, field + " is missing.");
    }

    /**
     * 400: a member that this request doesn't know.
     *
     * @param field the member with its place, such as {@code attachments[0].type}; shown up to {@value #MAX_FIELD} characters
     * @param known the members that may stand there
     */
    public static Problem unknownMember(String field, Collection<?> known) {
        String shown = field.length() > MAX_FIELD ? field.substring(0, MAX_FIELD) + "…" : field;
        return malformed(
                shown,
                "There is no member " + shown + " here. Leave it out"
                        + (known.isEmpty()
                                ? "."
                                : "; the members are "
                                        + known.stream()
                                                .map(String::valueOf)
                                                .sorted()
                                                .collect(Collectors.joining(", "))
                                        + "."));
    }

    /** 401: sign in first. */
    public static Problem notSignedIn() {
        return of(401, "not-signed-in", "Sign in first");
    }

    /** 403: signed in, but not for this. */
    public static Problem notAllowed(String detail) {
        return of(403, "not-allowed", "You may not do this").withDetail(detail);
    }

    /** 404: not there, or another member's, which is the same to the caller. */
    public static Problem notFound() {
        return of(404, "not-found", "There is nothing here");
    }

    /** 409: it contradicts what is there. */
    public static Problem conflict(String slug, String title) {
        return of(409, slug, title);
    }

    /** 413: the body is larger than its path takes, {@code max} bytes. */
    public static Problem tooLarge(long max) {
        return of(413, "too-large", "The body is too large")
                .withDetail("This path takes at most " + max + " bytes.")
                .with("max", max);
    }

    /** 422: well formed, but a rule says no. */
    public static Problem ruleBroken(String field, String slug, String detail) {
        return of(422, slug, "A value breaks a rule").withDetail(detail).withField(field);
    }

    /** 429: too much; {@code wait} is rounded up to whole seconds, at least one. */
    public static Problem tooMany(String slug, String title, Duration wait) {
        return of(429, slug, title).retryAfter(wait);
    }

    /** 503: not now; {@code wait} is rounded up to whole seconds, at least one. */
    public static Problem unavailable(String detail, Duration wait) {
        return of(503, "unavailable", "The node can't answer just now")
                .withDetail(detail)
                .retryAfter(wait);
    }

    /** The same with a detail. */
    public Problem withDetail(String text) {
        return new Problem(type, title, status, text, field, retryAfterSeconds, members);
    }

    /** The same about a field. */
    public Problem withField(String name) {
        return new Problem(type, title, status, detail, name, retryAfterSeconds, members);
    }

    /** The same with one more member, such as the limit that was passed. */
    public Problem with(String name, Object value) {
        var more = new java.util.TreeMap<>(members);
        more.put(name, value);
        return new Problem(type, title, status, detail, field, retryAfterSeconds, Map.copyOf(more));
    }

    /** The same, worth repeating after {@code wait}. */
    public Problem retryAfter(Duration wait) {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        return new Problem(type, title, status, detail, field, seconds, members);
    }

    /** The members beyond those of RFC 9457, for the JSON writer. */
    @JsonAnyGetter
    public Map<String, Object> extensions() {
        return members;
    }

    /** This problem as something to throw or to fail a {@code Uni} with. */
    public ProblemException exception() {
        return new ProblemException(this);
    }
}
