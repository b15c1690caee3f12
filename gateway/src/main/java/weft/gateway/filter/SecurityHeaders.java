package weft.gateway.filter;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

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

    /** Those that are the same on every answer. */
    public static final Map<String, String> ALWAYS = Map.of(
            "Content-Security-Policy",
            CONTENT_SECURITY_POLICY,
            "Strict-Transport-Security",
            "max-age=63072000; includeSubDomains",
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

    private SecurityHeaders() {}

    /** Puts them on when the answer's headers are sent, so that nothing that answers can leave them out. */
    static void handle(RoutingContext context) {
        context.addHeadersEndHandler(_ -> put(context));
        context.next();
    }

    /** Puts them on now, for a refusal that comes before the chain begins. */
    static void put(RoutingContext context) {
        MultiMap headers = context.response().headers();
        ALWAYS.forEach(headers::set);
        if (context.request().path() != null && context.request().path().startsWith("/api/")) {
            headers.set("Cache-Control", "no-store");
        } else if (!headers.contains("Cache-Control")) {
            headers.set("Cache-Control", "no-cache");
        }
    }
}
