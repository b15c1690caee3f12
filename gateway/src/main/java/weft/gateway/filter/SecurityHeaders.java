package weft.gateway.filter;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

/** The headers that every answer carries, whoever gives it: pages, pictures, the API, refusals. */
final class SecurityHeaders {

    /** No inline code or style, nothing from elsewhere, one Trusted Types policy. */
    static final String CONTENT_SECURITY_POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' blob:",
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

    private SecurityHeaders() {}

    /** Puts them on when the answer's headers are sent, so that nothing that answers can leave them out. */
    static void handle(RoutingContext context) {
        context.addHeadersEndHandler(_ -> put(context));
        context.next();
    }

    private static void put(RoutingContext context) {
        MultiMap headers = context.response().headers();
        headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        headers.set("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Embedder-Policy", "require-corp");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Permissions-Policy", NOTHING_OF_THE_DEVICE);
        headers.set("X-Robots-Tag", "noindex, nofollow");
        if (context.request().path() != null && context.request().path().startsWith("/api/")) {
            headers.set("Cache-Control", "no-store");
        } else if (!headers.contains("Cache-Control")) {
            headers.set("Cache-Control", "no-cache");
        }
    }
}
