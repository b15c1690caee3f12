package weft.service.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import weft.service.problem.Problem;

/**
 * What the head of a request may hold, the same whichever HTTP brought it: the server reads HTTP/1 strictly and lets over HTTP/2 come what
 * is no header (RFC 9110 §5.5) and no address (RFC 3986 §2). A zero in an address, which only its code can bring, is text that the
 * database can't hold, and no address of a node has one.
 */
public final class RequestSyntax {

    private static final int DELETE = 0x7f;
    private static final int LONGEST_NAME = 100;
    private static final String ZERO = "%00";

    private RequestSyntax() {}

    /**
     * Why a request is not to be answered: 400 for a control character in a header, which is named, or in the address. Empty when
     * nothing is wrong.
     */
    public static Optional<Problem> refusal(HttpServerRequest request) {
        String address = request.uri();
        if (address != null && (address.contains(ZERO) || has(address, RequestSyntax::isNoneOfAnAddress))) {
            return Optional.of(Problem.malformed(
                    null, "The address of the request has a character that may not stand there: a zero or a control."));
        }
        for (Map.Entry<String, String> header : request.headers()) {
            if (has(header.getKey(), RequestSyntax::isNoneOfAnAddress)) {
                return Optional.of(
                        Problem.malformed(null, "The name of a header has a character that may not stand there."));
            }
            if (has(header.getValue(), RequestSyntax::isNoneOfAHeader)) {
                return Optional.of(inHeader(header.getKey()));
            }
        }
        return Optional.empty();
    }

    private static Problem inHeader(String name) {
        String shown = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
        return Problem.malformed(shown, "The header " + shown + " has a control character in it. Leave it out.");
    }

    private static boolean has(String text, IntPredicate wrong) {
        return text.chars().anyMatch(wrong);
    }

    private static boolean isNoneOfAnAddress(int character) {
        return character <= ' ' || character == DELETE;
    }

    private static boolean isNoneOfAHeader(int character) {
        return (character < ' ' && character != '\t') || character == DELETE;
    }
}
