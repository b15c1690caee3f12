package weft.gateway.filter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jboss.logging.Logger;
import weft.service.http.GatheredBody;
import weft.service.log.Printable;
import weft.service.log.Sampled;

/** Takes what browsers report against the content security policy: counted, and now and then the first characters of one logged. */
final class CspReports {

    static final String PATH = "/csp-report";

    private static final Logger LOG = Logger.getLogger(CspReports.class);
    private static final int MAX_LOGGED = 500;

    /** Bytes of which the characters are logged. */
    private static final int MAX_READ = 4 * MAX_LOGGED;

    private final Counter reports;
    private final Sampled lines = new Sampled(Duration.ofSeconds(10));

    CspReports(MeterRegistry metrics) {
        this.reports = metrics.counter("weft_gateway_csp_reports");
    }

    void handle(RoutingContext context) {
        Buffer body = GatheredBody.gathered(context);
        String report =
                body == null ? "" : body.getString(0, Math.min(MAX_READ, body.length()), StandardCharsets.UTF_8.name());
        reports.increment();
        lines.happened()
                .ifPresent(times -> LOG.warnf(
                        "Browsers report against the content security policy: %d times, now %s",
                        times, Printable.of(report, MAX_LOGGED)));
        context.response().setStatusCode(204).end();
    }
}
