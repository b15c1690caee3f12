package weft.node.imports;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Reticulum {@code config} file: sections in brackets, the interfaces as sub-sections of {@code interfaces} in double ones,
 * and lines of {@code key = value}. Comments begin with {@code #}; values may stand in quotes. Lines that are none of these
 * are skipped, as Reticulum programs skip what they don't know.
 *
 * @param sections keys and values by section
 * @param interfaces keys and values by the interface's name, in the order of the file
 */
record ReticulumConfig(Map<String, Map<String, String>> sections, Map<String, Map<String, String>> interfaces) {

    private static final Pattern SUBSECTION = Pattern.compile("^\\[\\[\\s*(.+?)\\s*]]\\s*(#.*)?$");
    private static final Pattern SECTION = Pattern.compile("^\\[\\s*([^\\[\\]]+?)\\s*]\\s*(#.*)?$");
    private static final Pattern ENTRY = Pattern.compile("^([^=#]+?)\\s*=\\s*(.*)$");
    private static final Pattern QUOTED = Pattern.compile("^([\"'])(.*?)\\1\\s*(#.*)?$");

    static ReticulumConfig parse(List<String> lines) {
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        Map<String, Map<String, String>> interfaces = new LinkedHashMap<>();
        Map<String, String> current = new LinkedHashMap<>();
        boolean inInterfaces = false;
        for (String raw : lines) {
            String line = raw.strip();
            Matcher subsection = SUBSECTION.matcher(line);
            Matcher section = SECTION.matcher(line);
            Matcher entry = ENTRY.matcher(line);
            if (subsection.matches()) {
                current = new LinkedHashMap<>();
                if (inInterfaces) {
                    interfaces.put(subsection.group(1), current);
                }
            } else if (section.matches()) {
                String name = section.group(1).toLowerCase(Locale.ROOT);
                inInterfaces = name.equals("interfaces");
                current = sections.computeIfAbsent(name, unused -> new LinkedHashMap<>());
            } else if (!line.startsWith("#") && entry.matches()) {
                current.put(entry.group(1).toLowerCase(Locale.ROOT), unquoted(entry.group(2)));
            }
        }
        return new ReticulumConfig(sections, interfaces);
    }

    private static String unquoted(String value) {
        Matcher quoted = QUOTED.matcher(value);
        if (quoted.matches()) {
            return quoted.group(2);
        }
        int comment = value.indexOf(" #");
        return (comment < 0 ? value : value.substring(0, comment)).strip();
    }

    /** A value of the {@code reticulum} section. */
    Optional<String> general(String key) {
        return Optional.ofNullable(sections.getOrDefault("reticulum", Map.of()).get(key));
    }

    /** What Reticulum programs take for a yes. */
    static boolean yes(String value) {
        return value != null && List.of("yes", "true", "on", "1").contains(value.toLowerCase(Locale.ROOT));
    }
}
