package weft.gateway.filter;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;

/** Tells a person who opens an address in a browser from a program that asks: a person gets a page, a program a problem document. */
final class Navigation {

    private static final String PAGE = "text/html";

    private Navigation() {}

    /** Whether a browser asks for something to show: it names HTML among what it takes, which scripts and other clients don't. */
    static boolean isOne(HttpServerRequest request) {
        boolean reading =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        return reading
                && request.headers().getAll("Accept").stream()
                        .anyMatch(accept -> accept.toLowerCase(Locale.ROOT).contains(PAGE));
    }

    /** Whether the person's browser puts German before English. */
    static boolean inGerman(RoutingContext context) {
        return context.acceptableLanguages().stream()
                .map(language -> language.tag())
                .filter(tag -> tag.equals("de") || tag.equals("en"))
                .findFirst()
                .filter("de"::equals)
                .isPresent();
    }
}
