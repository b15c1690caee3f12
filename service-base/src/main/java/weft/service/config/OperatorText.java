package weft.service.config;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Expressions;
import io.smallrye.config.Priorities;
import jakarta.annotation.Priority;

/**
 * Takes what an operator wrote under {@code weft.} as it is written, from whatever source: {@code $} begins no expression there, so
 * that a passphrase with one stays what it is. Only the defaults that modules bring may refer to other keys.
 *
 * <p>A key without a value is refused by {@link IllegalArgumentException} with its name: taken for an absent one, it would let an
 * interface run without the passphrase that somebody meant to give it. Thread-safe.
 *
 * <p>It stands between the interceptor that finds a value and the one that expands it; the latter takes the escape away again.
 */
@Priority(Priorities.LIBRARY + 250)
public final class OperatorText implements ConfigSourceInterceptor {

    private static final long serialVersionUID = 1;

    private static final String OURS = "weft.";

    /** What our jars bring has at most 250, which application.properties has; every place that an operator can write to has more. */
    private static final int FIRST_OF_OPERATORS = 251;

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        ConfigValue found = context.proceed(name);
        if (!name.startsWith(OURS)
                || found == null
                || found.getValue() == null
                || found.getConfigSourceOrdinal() < FIRST_OF_OPERATORS) {
            return found;
        }
        if (found.getValue().isEmpty()) {
            throw new IllegalArgumentException(withoutValue(name, found.getSourceName()));
        }
        return Expressions.isEnabled() ? found.withValue(literal(found.getValue())) : found;
    }

    /** What to tell an operator about a key that stands somewhere without a value. */
    public static String withoutValue(String key, String source) {
        return key + " (in " + source + ") has no value. Give it one, or remove the key.";
    }

    /** The text as it has to stand in a source to be read as that text, by keys that may hold expressions: the server's own. */
    public static String literal(String text) {
        return text.replace("$", "\\$");
    }
}
