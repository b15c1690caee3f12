package weft.gateway.filter;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import weft.gateway.domain.Audiences;

/**
 * Under which path and method a request stands in the metrics: never as its client wrote them. A request that no resource takes, because
 * it was refused or is answered by another process, has the part of the API it was for; one that reaches its resource gets the
 * template of that in its place.
 */
@Singleton
public class MetricPaths {

    /** Where the metrics look for the path. */
    private static final String TEMPLATE = "UrlPathTemplate";

    private static final String OTHER = "OTHER";
    private static final String REQUESTS = "http.server.";
    private static final Set<String> METHODS = Stream.of(
                    HttpMethod.GET,
                    HttpMethod.HEAD,
                    HttpMethod.OPTIONS,
                    HttpMethod.POST,
                    HttpMethod.PUT,
                    HttpMethod.PATCH,
                    HttpMethod.DELETE)
            .map(HttpMethod::name)
            .collect(Collectors.toUnmodifiableSet());

    static void handle(RoutingContext context) {
        if (context.request() instanceof HttpServerRequestInternal request) {
            request.context().putLocal(TEMPLATE, template(context.request().path()));
        }
        context.next();
    }

    private static String template(String path) {
        if (path == null) {
            return "/{other}";
        }
        if (!path.startsWith(Audiences.API)) {
            return path.equals("/") ? path : "/{page}";
        }
        return Audiences.part(path)
                .map(part -> path.length() == Audiences.API.length() + part.length()
                        ? Audiences.API + part
                        : Audiences.API + part + "/{more}")
                .orElse(Audiences.API + "{other}");
    }

    /** Methods that nobody serves are one. */
    @Produces
    @Singleton
    MeterFilter methods() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                String method = id.getName().startsWith(REQUESTS) ? id.getTag("method") : null;
                return method == null || METHODS.contains(method) ? id : id.withTag(Tag.of("method", OTHER));
            }
        };
    }
}
