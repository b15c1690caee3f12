package weft.message.api.json;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The constants of an enum as they stand in requests: in lower case. */
public final class Choices {

    private Choices() {}

    /** The constant of that name. */
    public static <E extends Enum<?>> Optional<E> find(String text, Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> name(constant).equals(text))
                .findAny();
    }

    /** All of them, for a person. */
    public static String listed(Class<? extends Enum<?>> type) {
        return Arrays.stream(type.getEnumConstants()).map(Choices::name).collect(Collectors.joining(", "));
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
