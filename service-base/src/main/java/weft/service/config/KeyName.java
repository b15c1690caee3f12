package weft.service.config;

import java.util.regex.Pattern;

/** The whole names of configuration keys, as their readers write them: names that an operator chose stand in quotes where they need to. */
public final class KeyName {

    private static final Pattern SIMPLE = Pattern.compile("[^.\\[\\]\"\\\\\\p{Cntrl}]+");

    private KeyName() {}

    /**
     * The key of that name in a section. A name with dots or brackets is put in quotes.
     *
     * @param name without a quote, a backslash and a control character
     */
    public static String of(String section, String name) {
        return section + "." + (SIMPLE.matcher(name).matches() ? name : "\"" + name + "\"");
    }
}
