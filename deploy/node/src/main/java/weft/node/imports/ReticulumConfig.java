package weft.node.imports;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A Reticulum {@code config} file as the programs of that network read it: sections in brackets, the interfaces as sub-sections of
 * {@code interfaces} in double ones, and lines of {@code key = value}. Where such a program would refuse the whole file for one line,
 * the interface that the line belongs to is the only one that suffers.
 *
 * @param sections keys and values by section; of interfaces none
 * @param interfaces in the order of the file
 * @param problems what belongs to no interface and can't be read, one sentence each
 */
record ReticulumConfig(Map<String, Map<String, String>> sections, List<Interface> interfaces, List<String> problems) {

    /**
     * One interface.
     *
     * @param name as it stands in the brackets, without quotes around it
     * @param values by key, as they are meant: without quotes and comments, and with what they refer to
     * @param fault why it can't be read; empty when it can
     */
    record Interface(String name, Map<String, String> values, Optional<String> fault) {}

    /** Reads the text of a file. */
    static ReticulumConfig parse(String text) {
        return new ConfigReader().read(text);
    }

    /** A value of the {@code reticulum} section. */
    Optional<String> general(String key) {
        return Optional.ofNullable(
                sections.getOrDefault("reticulum", new LinkedHashMap<>()).get(key));
    }

    /** Yes or no, in the words that Reticulum programs take; empty for another word. */
    static Optional<Boolean> word(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "yes", "true", "on", "1" -> Optional.of(true);
            case "no", "false", "off", "0" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
