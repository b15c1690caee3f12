package weft.gateway.filter;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The headers that every answer carries, whoever gives it: pages, pictures, the API, refusals. */
public final class SecurityHeaders {

    /** No inline code or style, nothing from elsewhere, one Trusted Types policy. */
    static final String CONTENT_SECURITY_POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' blob:",
            "media-src blob:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types weft",
            "report-uri " + CspReports.PATH);

    private static final String NOTHING_OF_THE_DEVICE =
            "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), serial=(), hid=()";

    /** Those that are the same on every answer of every node. */
    private static final Map<String, String> ALWAYS = Map.of(
            "Content-Security-Policy",
            CONTENT_SECURITY_POLICY,
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Embedder-Policy",
            "require-corp",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Permissions-Policy",
            NOTHING_OF_THE_DEVICE,
            "X-Robots-Tag",
            "noindex, nofollow");

    private static final String UNSTORED = "no-store";

    private static final Map<String, String> STRICT = Stream.concat(
                    ALWAYS.entrySet().stream(),
                    Stream.of(Map.entry("Strict-Transport-Security", "max-age=63072000; includeSubDomains")))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private static volatile Map<String, String> current = ALWAYS;

    private SecurityHeaders() {}

    /** Those that every answer carries, also one without TLS. */
    public static Map<String, String> onEveryNode() {
        return ALWAYS;
    }

    /** Those that every answer carries at the moment. */
    public static Map<String, String> current() {
        return current;
    }

    /** Whether browsers are told to come over verified HTTPS alone for two years, from the next answer on; {@link StrictTransport} says. */
    static void tellStrictTransport(boolean told) {
        current = told ? STRICT : ALWAYS;
    }

    /** Puts them on when the answer's headers are sent, so that nothing that answers can leave them out. */
    static void handle(RoutingContext context) {
        context.addHeadersEndHandler(_ -> put(context));
        context.next();
    }

    /** Puts them on now, for a refusal that comes before the chain begins. */
    static void put(RoutingContext context) {
        MultiMap headers = context.response().headers();
        current.forEach(headers::set);
        if (context.request().path() != null && context.request().path().startsWith("/api/")) {
            // Who answers may add to it, and take nothing away.
            String own = headers.get("Cache-Control");
            headers.set("Cache-Control", own != null && own.startsWith(UNSTORED) ? own : UNSTORED);
        } else if (!headers.contains("Cache-Control")) {
            headers.set("Cache-Control", "no-cache");
        }
    }
}
