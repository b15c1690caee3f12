package weft.node.imports;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values that refer to other keys as {@code %(name)s}. A percent sign that begins no such reference is itself. */
final class References {

    private static final Pattern REFERENCE = Pattern.compile("%\\(([^)]*)\\)s");
    private static final int DEEPEST = 10;

    private References() {}

    /**
     * The text with every reference replaced.
     *
     * @param values what a name stands for
     * @return empty when one leads nowhere, or around
     */
    static Optional<String> resolved(String text, Function<String, Optional<String>> values) {
        return resolved(text, values, 0);
    }

    private static Optional<String> resolved(String text, Function<String, Optional<String>> values, int depth) {
        if (depth > DEEPEST) {
            return Optional.empty();
        }
        StringBuilder resolved = new StringBuilder();
        Matcher references = REFERENCE.matcher(text);
        while (references.find()) {
            Optional<String> value =
                    values.apply(references.group(1)).flatMap(found -> resolved(found, values, depth + 1));
            if (value.isEmpty()) {
                return Optional.empty();
            }
            references.appendReplacement(resolved, Matcher.quoteReplacement(value.get()));
        }
        return Optional.of(references.appendTail(resolved).toString());
    }
}
