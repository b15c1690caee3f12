package weft.service.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import weft.service.id.TimeOrderedId;
import weft.service.log.Sampled;

/** Turns whatever a resource fails with into a problem document. An unforeseen failure is logged under an incident id. */
public final class ProblemMapper {

    private static final Logger LOG = Logger.getLogger(ProblemMapper.class);
    private static final Duration DATABASE_WAIT = Duration.ofSeconds(2);
    private static final Sampled DATABASE_AWAY = new Sampled(DATABASE_WAIT);

    /** Where the client of PostgreSQL, which isn't on this module's path, puts the SQLSTATE: at the end of its message. */
    private static final Pattern STATE = Pattern.compile("\\(([0-9A-Z]{5})\\)$");

    /** Classes of SQLSTATE that pass: connection, resources, operator, system. */
    private static final Set<String> AWAY = Set.of("08", "53", "57", "58");

    /** A foreign key: every one goes with what it hangs on, so what was added to is deleted meanwhile. */
    private static final String PARENT_GONE = "23503";

    /** Characters that are none of the database's encoding. */
    private static final Set<String> UNKEEPABLE = Set.of("22021", "22P05");

    /** The answer that carries a problem. */
    public static Response response(Problem problem) {
        Response.ResponseBuilder answer =
                Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
        if (problem.retryAfterSeconds() != null) {
            answer.header(HttpHeaders.RETRY_AFTER, problem.retryAfterSeconds());
        }
        if (problem.status() == 401) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return answer.build();
    }

    @ServerExceptionMapper
    Response refused(ProblemException refusal) {
        return response(refusal.problem());
    }

    /** Whoever has no token that is for this service hears that there is nothing, as of a resource that lets nobody in. */
    @ServerExceptionMapper({UnauthorizedException.class, ForbiddenException.class, AuthenticationFailedException.class})
    Response unknown(SecurityException refusal) {
        return response(Problem.notFound());
    }

    @ServerExceptionMapper
    Response mismatched(MismatchedInputException wrong) {
        return response(unreadable(wrong));
    }

    @ServerExceptionMapper
    Response broken(ConstraintViolationException rules) {
        return response(Violations.problem(rules.getConstraintViolations()));
    }

    @ServerExceptionMapper
    Response web(WebApplicationException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof JsonProcessingException json) {
                return response(unreadable(json));
            }
        }
        Response given = failure.getResponse();
        if (given.getStatus() >= 500) {
            return unforeseen(failure);
        }
        Response answer = response(forStatus(given.getStatus()));
        Object allow = given.getHeaders().getFirst(HttpHeaders.ALLOW);
        return allow == null
                ? answer
                : Response.fromResponse(answer).header(HttpHeaders.ALLOW, allow).build();
    }

    @ServerExceptionMapper
    Response unforeseen(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException refusal) {
                return response(refusal.problem());
            }
            if (cause instanceof HttpClosedException
                    || cause instanceof StreamResetException
                    || Abandoned.isFailedWrite(cause)) {
                LOG.debugf("a request ended before it was answered: %s", cause.getMessage());
                return response(Problem.malformed(null, "The request ended before it was complete."));
            }
            if (isOverrun(cause)) {
                LOG.debugf("what a request was about changed meanwhile: %s", cause.getMessage());
                return response(Problem.conflict("changed-meanwhile", "This was changed while you changed it")
                        .withDetail("Look at how it is now, and try again."));
            }
            if (isTextItCanNotHold(cause)) {
                LOG.debugf("a request with text that the database can't hold: %s", cause.getMessage());
                return response(Problem.malformed(
                        null, "A text in this request has a character that can't be kept, such as a zero (U+0000)."));
            }
            if (databaseIsAway(cause)) {
                Throwable away = cause;
                DATABASE_AWAY
                        .happened()
                        .ifPresent(times -> LOG.warnf("the database can't be reached: %d times, now %s", times, away));
                return response(Problem.unavailable("The database can't be reached; try again.", DATABASE_WAIT));
            }
        }
        String incident = TimeOrderedId.next().toString();
        LOG.errorf(failure, "incident %s", incident);
        return response(Problem.of(500, "internal", "The node failed to answer")
                .withDetail("This is a fault of the node. Its log says more under incident " + incident + ".")
                .with("incident", incident));
    }

    /** Whether another request came first: the row is another version, or what it hangs on is deleted. */
    static boolean isOverrun(Throwable cause) {
        String name = cause.getClass().getSimpleName();
        return name.equals("OptimisticLockException")
                || name.equals("StaleObjectStateException")
                || sqlState(cause).filter(PARENT_GONE::equals).isPresent();
    }

    /**
     * Whether the database refused a text for a character that it has no place for (SQLSTATE 22021, 22P05). The edge and the rules for
     * members let none come so far: this is the last line, where it is still the request's fault and not the node's.
     */
    static boolean isTextItCanNotHold(Throwable cause) {
        return sqlState(cause).filter(UNKEEPABLE::contains).isPresent();
    }

    /** Whether a failure, or a cause of one, says that the database can't be reached just now. */
    static boolean databaseIsAway(Throwable cause) {
        return cause instanceof ConnectException
                || cause instanceof ClosedChannelException
                || isPoolTimeout(cause)
                || saysThatItIsAway(cause);
    }

    /** While a server recovers or shuts down it still answers connections, and tells those it ends why. */
    private static boolean saysThatItIsAway(Throwable cause) {
        return sqlState(cause)
                .filter(state -> AWAY.contains(state.substring(0, 2)))
                .isPresent();
    }

    /** What PostgreSQL says, by its own client or by Hibernate, which puts another failure in place of the client's. */
    private static Optional<String> sqlState(Throwable cause) {
        if (cause instanceof SQLException translated) {
            return Optional.ofNullable(translated.getSQLState()).filter(state -> state.length() == 5);
        }
        if (!cause.getClass().getSimpleName().equals("PgException")) {
            return Optional.empty();
        }
        Matcher state = STATE.matcher(Optional.ofNullable(cause.getMessage()).orElse(""));
        return state.find() ? Optional.of(state.group(1)) : Optional.empty();
    }

    /** The reactive pool says so with a message alone. */
    private static boolean isPoolTimeout(Throwable cause) {
        String name = cause.getClass().getSimpleName();
        String message = Optional.ofNullable(cause.getMessage()).orElse("");
        return name.equals("ClosedConnectionException")
                || (name.equals("NoStackTraceThrowable") && message.contains("Timeout"))
                || message.contains("Pool closed");
    }

    private static Problem unreadable(JsonProcessingException json) {
        if (json instanceof StreamConstraintsException) {
            return Problem.malformed(null, "The JSON is nested too deeply, or a number or name in it is too long.");
        }
        if (json instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            String field = place(mapping);
            if (json instanceof UnrecognizedPropertyException unknown) {
                return Problem.unknownMember(
                        field,
                        Optional.ofNullable(unknown.getKnownPropertyIds()).orElse(List.of()));
            }
            return Problem.malformed(field, "The value of " + field + " has the wrong type or can't be read.");
        }
        return Problem.malformed(null, "The body is not the JSON object that is expected here.");
    }

    /** Such as {@code attachments[0].name}. */
    private static String place(JsonMappingException wrong) {
        StringBuilder place = new StringBuilder();
        for (JsonMappingException.Reference step : wrong.getPath()) {
            if (step.getFieldName() == null) {
                place.append('[').append(step.getIndex()).append(']');
            } else {
                place.append(place.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return place.toString();
    }

    private static Problem forStatus(int status) {
        return switch (status) {
            case 400 -> Problem.malformed(null, null);
            case 401 -> Problem.notSignedIn();
            case 403 -> Problem.notAllowed(null);
            case 404 -> Problem.notFound();
            case 405 -> Problem.of(405, "method-not-allowed", "This method is not served here");
            case 406 -> Problem.of(406, "not-acceptable", "The answer can't be given in an accepted media type");
            case 413 -> Problem.of(413, "too-large", "The body is too large");
            case 415 -> Problem.of(415, "unsupported-media-type", "The body's media type is not taken here");
            default -> Problem.of(status, "refused", "The request was refused");
        };
    }
}
