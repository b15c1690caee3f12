package weft.service.config;

import jakarta.annotation.Priority;
import java.io.Serializable;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * Reads {@code true} and {@code false}, and the words that YAML and others have for them. Every other word is refused by {@link
 * IllegalArgumentException}: the converter that this one replaces takes it for {@code false}.
 */
@Priority(200)
public final class BooleanWord implements Converter<Boolean>, Serializable {

    private static final long serialVersionUID = 1;

    private static final Set<String> TRUE = Set.of("true", "yes", "on", "y", "1");
    private static final Set<String> FALSE = Set.of("false", "no", "off", "n", "0");

    @Override
    public Boolean convert(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        if (word.isEmpty()) {
            return null;
        }
        if (TRUE.contains(word)) {
            return Boolean.TRUE;
        }
        if (FALSE.contains(word)) {
            return Boolean.FALSE;
        }
        throw new IllegalArgumentException("\"" + text + "\" is neither true nor false");
    }
}
