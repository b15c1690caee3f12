package weft.gateway.filter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jboss.logging.Logger;
import weft.service.log.Sampled;

/** Clients that went away before they had their answer. That is no fault of the node: each is counted, and now and then one line says so. */
final class GoneClients {

    private static final Logger LOG = Logger.getLogger(GoneClients.class);

    /** What the node was doing. */
    enum While {
        SENDING("sending"),
        ANSWERED("answered");

        private final String text;

        While(String text) {
            this.text = text;
        }
    }

    private final Map<While, Counter> counters = new EnumMap<>(While.class);
    private final Sampled lines = new Sampled(Duration.ofMinutes(1));

    GoneClients(MeterRegistry metrics) {
        for (While each : While.values()) {
            counters.put(each, metrics.counter("weft_gateway_clients_gone", "while", each.text));
        }
    }

    void count(While what) {
        counters.get(what).increment();
        lines.happened()
                .ifPresent(times -> LOG.infof(
                        "Clients went away before they had their answer: %d, the last while %s",
                        times, what == While.SENDING ? "it sent its request" : "it was answered"));
    }
}
