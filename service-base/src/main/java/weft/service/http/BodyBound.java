package weft.service.http;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import weft.service.problem.Problem;

/**
 * Ends the reading of a body that doesn't tell its length where the gateway said, with 413. Such a body is gathered before it is
 * parsed: what a parser makes of a refusal in the middle of a text is another refusal.
 */
@Provider
public class BodyBound implements ReaderInterceptor {

    /** Under this name the gateway leaves the bound, a {@code Long}, in the routing context of a request. */
    public static final String KEY = "weft.body-bound";

    private final CurrentVertxRequest current;

    @Inject
    BodyBound(CurrentVertxRequest current) {
        this.current = current;
    }

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        Long bound = current.getCurrent().get(KEY);
        if (bound != null) {
            byte[] body = context.getInputStream().readNBytes(Math.toIntExact(bound + 1));
            if (body.length > bound) {
                throw tooLarge(bound).exception();
            }
            context.setInputStream(new ByteArrayInputStream(body));
        }
        return context.proceed();
    }

    /** 413, with the bound. */
    public static Problem tooLarge(long bound) {
        return Problem.of(413, "too-large", "The body is too large")
                .withDetail("This path takes at most " + bound + " bytes.")
                .with("max", bound);
    }
}
