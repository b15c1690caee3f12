package weft.message.api;

import java.util.UUID;
import weft.message.api.json.Choices;
import weft.message.api.json.HexText;
import weft.message.api.json.IdText;
import weft.reticulum.Address;
import weft.service.http.PageRequest;
import weft.service.problem.Problem;

/** What stands in path and query of a request. */
final class RequestTarget {

    private RequestTarget() {}

    /** An address in a path; what is none names nothing. */
    static Address address(String text) {
        if (!HexText.is(text, Address.LENGTH)) {
            throw Problem.notFound().exception();
        }
        return HexText.address(text);
    }

    /** An id in a path; what is none names nothing. */
    static UUID id(String text) {
        if (!IdText.Check.isId(text)) {
            throw Problem.notFound().exception();
        }
        return UUID.fromString(text);
    }

    /** One of {@link Choices} in a query. */
    static <E extends Enum<?>> E choice(String name, String text, Class<E> type) {
        return Choices.find(text, type).orElseThrow(() -> Problem.ruleBroken(
                        name, "choice", name + " is one of: " + Choices.listed(type) + ".")
                .exception());
    }

    /** The place in a list after which to go on; {@code first} without a cursor. */
    static long sequence(PageRequest page, long first) {
        if (page.after().isEmpty()) {
            return first;
        }
        try {
            long sequence = Long.parseLong(page.after().get());
            if (sequence >= 0) {
                return sequence;
            }
        } catch (NumberFormatException notANumber) {
            throw PageRequest.badCursor().exception();
        }
        throw PageRequest.badCursor().exception();
    }
}
