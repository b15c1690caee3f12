package weft.gateway.filter;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.regex.Pattern;
import weft.gateway.domain.Audiences;
import weft.service.problem.Problem;

/**
 * Lets no header through that should name media types and doesn't (RFC 9110 §8.3, §12.5.1): a service would find out when it answers,
 * after it has done what was asked. An {@code Accept} that is empty takes anything, as if it were not there, which is how it is handed on.
 */
final class MediaTypeCheck {

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String TYPE = "\\s*" + TOKEN + "/" + TOKEN + "\\s*";
    private static final Pattern ONE = Pattern.compile(TYPE + "(?:;.*)?");

    /** What Java's own client sends has an asterisk alone. */
    private static final String RANGE = "(?:" + TYPE + "|\\s*\\*\\s*)(?:;[^,]*)?";

    private static final Pattern SEVERAL = Pattern.compile(RANGE + "(?:," + RANGE + ")*+");

    private MediaTypeCheck() {}

    static void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!request.path().startsWith(Audiences.API)) {
            context.next();
            return;
        }
        forgetEmpty(request.headers());
        if (isWrong(request, HttpHeaders.CONTENT_TYPE, ONE)) {
            refuse(context, "Content-Type", "one media type, such as application/json");
        } else if (isWrong(request, HttpHeaders.ACCEPT, SEVERAL)) {
            refuse(context, "Accept", "media types with commas between them, such as application/json");
        } else {
            context.next();
        }
    }

    private static void forgetEmpty(MultiMap headers) {
        List<String> all = headers.getAll(HttpHeaders.ACCEPT);
        List<String> named = all.stream().filter(value -> !value.isBlank()).toList();
        if (named.isEmpty()) {
            headers.remove(HttpHeaders.ACCEPT);
        } else if (named.size() < all.size()) {
            headers.set(HttpHeaders.ACCEPT.toString(), named);
        }
    }

    private static boolean isWrong(HttpServerRequest request, CharSequence header, Pattern rule) {
        return request.headers().getAll(header).stream()
                .anyMatch(value -> !rule.matcher(value).matches());
    }

    private static void refuse(RoutingContext context, String header, String rule) {
        Refusal.send(
                context, Problem.malformed(header, "The header " + header + " names " + rule + ", or is left out."));
    }
}
