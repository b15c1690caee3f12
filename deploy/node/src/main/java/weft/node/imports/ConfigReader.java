package weft.node.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a {@link ReticulumConfig} line by line. What each form means was seen at running programs of that network. */
final class ConfigReader {

    private static final Pattern SECTION =
            Pattern.compile("^((?:\\[\\s*)+)(\"\\s*\\S.*?\\s*\"|'\\s*\\S.*?\\s*'|[^'\"\\s].*?)((?:\\s*])+)\\s*(#.*)?$");
    private static final Pattern ENTRY = Pattern.compile("^(\".*?\"|'.*?'|[^'\"=].*?)\\s*=\\s*(.*)$");
    private static final Pattern QUOTED = Pattern.compile("^(?:\"([^\"]*)\"|'([^']*)')\\s*(#.*)?$");
    private static final Pattern BARE = Pattern.compile("^([^'\",#][^,#]*?)?\\s*(#.*)?$");
    private static final Pattern CLOSED = Pattern.compile("^(.*?)(?:\"\"\"|''')\\s*(#.*)?$");
    private static final String INTERFACES = "interfaces";
    private static final int INTERFACE_DEPTH = 2;

    /** A section while it is read; references look into those around it. */
    private static final class Open {
        private final String name;
        private final Open around;
        private final Map<String, String> values = new LinkedHashMap<>();
        private String fault;

        Open(String name, Open around) {
            this.name = name;
            this.around = around;
        }

        void fault(String reason) {
            if (fault == null) {
                fault = reason;
            }
        }
    }

    private final Open root = new Open("", null);
    private final Map<String, Open> top = new LinkedHashMap<>();
    private final List<Open> interfaces = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private List<String> lines;
    private int at;
    private Open current = root;
    private int depth;

    ReticulumConfig read(String text) {
        lines = List.of(text.split("\\r?\\n", -1));
        for (at = 0; at < lines.size(); at++) {
            String line = stripped(lines.get(at));
            if (line.startsWith("[")) {
                section(line);
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                entry(line);
            }
        }
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        top.forEach((name, section) -> {
            if (section.fault != null) {
                problems.add("The section [" + name + "] is left behind in part: " + section.fault);
            }
            sections.put(name, meant(section));
        });
        return new ReticulumConfig(
                sections, interfaces.stream().map(this::finished).toList(), List.copyOf(problems));
    }

    private ReticulumConfig.Interface finished(Open one) {
        Map<String, String> values = meant(one);
        return new ReticulumConfig.Interface(one.name, values, Optional.ofNullable(one.fault));
    }

    private void section(String line) {
        Matcher section = SECTION.matcher(line);
        int opened = section.matches() ? brackets(section.group(1)) : brackets(line.replaceAll("[^\\[].*", ""));
        boolean readable = section.matches() && opened == brackets(section.group(3)) && opened <= depth + 1;
        String name = section.matches() ? unquoted(section.group(2)) : line;
        Open around = opened > INTERFACE_DEPTH ? current : opened == INTERFACE_DEPTH ? ofDepthOne() : root;
        Open begun = new Open(readable ? name : line, around);
        if (!readable) {
            begun.fault("line " + (at + 1)
                    + " is no section: a name with brackets in it needs quotes, and as many have to close as open");
        }
        depth = readable ? opened : Math.min(opened, INTERFACE_DEPTH);
        if (depth == 1) {
            current = readable ? top.computeIfAbsent(name, _ -> begun) : begun;
        } else {
            current = begun;
            if (depth == INTERFACE_DEPTH && around.name.equals(INTERFACES)) {
                if (interfaces.stream().anyMatch(other -> other.name.equals(begun.name))) {
                    begun.fault("it stands twice; this is the one of line " + (at + 1));
                }
                interfaces.add(begun);
            }
        }
    }

    private Open ofDepthOne() {
        Open section = current;
        while (section.around != null && section.around != root) {
            section = section.around;
        }
        return section;
    }

    private static int brackets(String text) {
        return (int) text.chars().filter(c -> c == '[' || c == ']').count();
    }

    private void entry(String line) {
        Matcher entry = ENTRY.matcher(line);
        if (!entry.matches()) {
            bad("line " + (at + 1) + " is neither a section nor key = value");
            return;
        }
        String key = unquoted(entry.group(1));
        Optional<String> value = value(key, entry.group(2));
        if (value.isPresent() && current.values.putIfAbsent(key, value.get()) != null) {
            bad(key + " stands twice");
        }
    }

    private void bad(String reason) {
        if (current == root) {
            problems.add("Before the first section " + reason + ".");
        } else {
            current.fault(reason);
        }
    }

    private Optional<String> value(String key, String written) {
        for (String quotes : List.of("\"\"\"", "'''")) {
            if (written.startsWith(quotes)) {
                return severalLines(key, written.substring(quotes.length()), quotes);
            }
        }
        Matcher quoted = QUOTED.matcher(written);
        if (quoted.matches()) {
            return Optional.of(quoted.group(1) == null ? quoted.group(2) : quoted.group(1));
        }
        Matcher bare = BARE.matcher(written);
        if (bare.matches()) {
            return Optional.of(bare.group(1) == null ? "" : stripped(bare.group(1)));
        }
        bad(key + " has a list or quotes that don't close in line " + (at + 1)
                + "; a text with a comma in it needs quotes around it");
        return Optional.empty();
    }

    private Optional<String> severalLines(String key, String first, String quotes) {
        StringBuilder text = new StringBuilder();
        String line = first;
        int begun = at;
        while (!line.contains(quotes) && at + 1 < lines.size()) {
            text.append(line).append('\n');
            at++;
            line = lines.get(at);
        }
        Matcher closed = CLOSED.matcher(line);
        if (!line.contains(quotes) || !closed.matches()) {
            bad(key + " has quotes in line " + (begun + 1) + " that don't close");
            return Optional.empty();
        }
        return Optional.of(text.append(closed.group(1)).toString());
    }

    /** The values with what they refer to: {@code %(name)s} is the value of that key, here or in a section around. */
    private static Map<String, String> meant(Open section) {
        Map<String, String> meant = new LinkedHashMap<>();
        section.values.forEach((key, text) -> References.resolved(text, name -> found(section, name))
                .ifPresentOrElse(
                        value -> meant.put(key, value),
                        () -> section.fault(key + " refers to a key that isn't there, or to itself")));
        return meant;
    }

    private static Optional<String> found(Open section, String name) {
        return Optional.ofNullable(section)
                .flatMap(one -> Optional.ofNullable(one.values.get(name)).or(() -> found(one.around, name)));
    }

    private static String unquoted(String name) {
        return name.startsWith("\"") || name.startsWith("'") ? name.substring(1, name.length() - 1) : name;
    }

    /** White space of every kind, also the kinds that Java's own strip leaves. */
    static String stripped(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && isSpace(text.charAt(begin))) {
            begin++;
        }
        while (end > begin && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(begin, end);
    }

    private static boolean isSpace(char letter) {
        return Character.isWhitespace(letter) || Character.isSpaceChar(letter) || letter == '\u0085';
    }
}
