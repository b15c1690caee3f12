package weft.service.token;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import weft.service.problem.Problem;
import weft.service.problem.ProblemException;
import weft.service.problem.ProblemMapper;
import weft.service.time.MachineClock;

/** Lets a request reach its resource only with the gateway's token for that service and the scope the method needs. */
public class CallerFilter {

    private static final Logger LOG = Logger.getLogger(CallerFilter.class);
    private static final Duration COME_AGAIN = Duration.ofSeconds(1);
    private static final String BEARER = "Bearer ";

    private final TokenVerifier verifier;
    private final CurrentCaller current;
    private final CurrentVertxRequest request;

    CallerFilter(TokenVerifier verifier, CurrentCaller current, CurrentVertxRequest request) {
        this.verifier = verifier;
        this.current = current;
        this.request = request;
    }

    /** Null lets the request through. */
    @ServerRequestFilter
    Uni<Response> admit(ContainerRequestContext context, ResourceInfo resource) {
        Class<?> type = resource.getResourceClass();
        if (type.isAnnotationPresent(PeerApi.class)) {
            return Boolean.TRUE.equals(request.getCurrent().get(PeerApi.LET_IN)) ? null : answer(nothingHere());
        }
        Optional<ServiceApi> api = Optional.ofNullable(type.getAnnotation(ServiceApi.class));
        Optional<String> token = token(context);
        if (api.isEmpty() || token.isEmpty()) {
            return answer(nothingHere());
        }
        Audience audience = api.get().value();
        Method method = resource.getResourceMethod();
        return verifier.verify(token.get()).map(verified -> {
            Optional<VerifiedToken> mine = verified.filter(each -> each.audience() == audience);
            if (mine.isPresent() && !mine.get().isOf(MachineClock.system().now())) {
                return ProblemMapper.response(ofAnotherTime());
            }
            return refusal(mine.map(VerifiedToken::caller), method);
        });
    }

    private static Problem ofAnotherTime() {
        LOG.warn("A token of auth-service is of another time: the clock was set, or the two machines' clocks differ.");
        return Problem.unavailable("The clock of the node was set just now.", COME_AGAIN);
    }

    /** Null when the caller may call the method, and is then the caller of the request. */
    private Response refusal(Optional<Caller> caller, Method method) {
        if (caller.isEmpty()) {
            return nothingHere();
        }
        current.set(caller.get());
        try {
            return mayCall(caller.get(), method) ? null : nothingHere();
        } catch (ProblemException refusal) {
            return ProblemMapper.response(refusal.problem());
        }
    }

    private static Response nothingHere() {
        return ProblemMapper.response(Problem.notFound());
    }

    private static Uni<Response> answer(Response response) {
        return Uni.createFrom().item(response);
    }

    private static boolean mayCall(Caller caller, Method method) {
        Needs needs = method.getAnnotation(Needs.class);
        if (needs != null) {
            caller.require(needs.value());
            if (needs.proof()) {
                caller.requireRecentProof(Instant.now());
            }
            return true;
        }
        return method.isAnnotationPresent(Anyone.class);
    }

    private static Optional<String> token(ContainerRequestContext request) {
        String header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        return header != null && header.startsWith(BEARER)
                ? Optional.of(header.substring(BEARER.length()))
                : Optional.empty();
    }
}
