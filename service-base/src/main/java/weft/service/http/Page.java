package weft.service.http;

import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One page of a list.
 *
 * @param items at most as many as asked for
 * @param next the cursor of the next page; null on the last one
 */
public record Page<T>(
        List<T> items, @Schema(nullable = true) String next) {

    /**
     * The page made of rows read with a limit of one more than asked for.
     *
     * @param rows up to {@code request.limit() + 1}; the surplus row only tells that there is a next page
     * @param key what the next page starts after, from a row
     */
    public static <T> Page<T> of(List<T> rows, PageRequest request, Function<T, String> key) {
        if (rows.size() <= request.limit()) {
            return new Page<>(List.copyOf(rows), null);
        }
        List<T> items = List.copyOf(rows.subList(0, request.limit()));
        return new Page<>(items, PageRequest.cursor(key.apply(items.getLast())));
    }

    /** The same page with other items. */
    public <R> Page<R> map(Function<T, R> mapping) {
        return new Page<>(items.stream().map(mapping).toList(), next);
    }
}
