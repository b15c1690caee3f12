package weft.gateway.filter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import org.jboss.logging.Logger;

/** Takes what browsers report against the content security policy: counted, and the first bytes logged. */
final class CspReports {

    static final String PATH = "/csp-report";

    private static final Logger LOG = Logger.getLogger(CspReports.class);
    private static final int MAX_BODY = 8 * 1024;
    private static final int MAX_LOGGED = 500;

    private final Counter reports;

    CspReports(MeterRegistry metrics) {
        this.reports = metrics.counter("weft_gateway_csp_reports");
    }

    void handle(RoutingContext context) {
        Buffer body = Buffer.buffer();
        context.request().handler(chunk -> {
            if (body.length() < MAX_BODY) {
                body.appendBuffer(chunk);
            }
        });
        context.request().endHandler(_ -> {
            reports.increment();
            LOG.warnf("A browser reports against the content security policy: %s", printable(body));
            context.response().setStatusCode(204).end();
        });
        context.request().resume();
    }

    private static String printable(Buffer body) {
        String text = body.getString(0, Math.min(MAX_LOGGED, body.length()), StandardCharsets.UTF_8.name());
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
