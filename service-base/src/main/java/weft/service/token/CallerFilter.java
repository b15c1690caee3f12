package weft.service.token;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Method;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import weft.service.problem.Problem;
import weft.service.problem.ProblemException;
import weft.service.problem.ProblemMapper;

/** Lets a request reach its resource only with the gateway's token for that service and the scope the method needs. */
public class CallerFilter {

    private static final String BEARER = "Bearer ";

    private final TokenVerifier verifier;
    private final CurrentCaller current;

    @Inject
    CallerFilter(TokenVerifier verifier, CurrentCaller current) {
        this.verifier = verifier;
        this.current = current;
    }

    @ServerRequestFilter
    Optional<Response> admit(ContainerRequestContext request, ResourceInfo resource) {
        Optional<Caller> caller = Optional.ofNullable(
                        resource.getResourceClass().getAnnotation(ServiceApi.class))
                .flatMap(api -> token(request).flatMap(token -> verifier.verify(token, api.value())));
        if (caller.isEmpty()) {
            return Optional.of(ProblemMapper.response(Problem.notFound()));
        }
        current.set(caller.get());
        try {
            return mayCall(caller.get(), resource.getResourceMethod())
                    ? Optional.empty()
                    : Optional.of(ProblemMapper.response(Problem.notFound()));
        } catch (ProblemException refusal) {
            return Optional.of(ProblemMapper.response(refusal.problem()));
        }
    }

    private static boolean mayCall(Caller caller, Method method) {
        Needs needs = method.getAnnotation(Needs.class);
        if (needs != null) {
            caller.require(needs.value());
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
