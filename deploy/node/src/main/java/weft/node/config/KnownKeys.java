package weft.node.config;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The keys that something reads, as their readers name them: {@code *} stands for a name that the operator chose. */
final class KnownKeys {

    private static final String LIST = "[*]";

    /** Variables of the launchers and of the tests, and those that Kubernetes gives every pod for each service that begins so. */
    private static final Pattern NOT_OURS = Pattern.compile(
            "WEFT_(HEAP|IMAGE|CHROMIUM)|WEFT_(\\w+_)?SERVICE_(HOST|PORT(_\\w+)?)|WEFT_(\\w+_)?PORT(_[0-9]+_(TCP|UDP|SCTP).*)?");

    private final TreeSet<String> names = new TreeSet<>();
    private final List<Pattern> variables = new ArrayList<>();

    KnownKeys(Collection<ConfigClass> readers) {
        readers.forEach(
                reader -> names.addAll(ConfigMappings.getProperties(reader).keySet()));
        names.forEach(name -> variables.add(variable(name)));
    }

    private static Pattern variable(String name) {
        StringBuilder pattern = new StringBuilder();
        name.replace(LIST, "[0]")
                .chars()
                .forEach(c -> pattern.append(
                        c == '*'
                                ? ".+"
                                : Character.isLetter(c)
                                        ? String.valueOf((char) c)
                                        : c == '0' ? "[0-9]+" : "[^a-z0-9]"));
        return Pattern.compile(pattern.toString(), Pattern.CASE_INSENSITIVE);
    }

    /** Whether that key has several values. */
    boolean isList(String key) {
        return names.contains(key + LIST);
    }

    /** Whether there are keys under that one, so that it may have none of them. */
    boolean isSection(String key) {
        String next = names.ceiling(key + ".");
        return next != null && next.startsWith(key + ".");
    }

    /** Whether a variable of the environment whose name begins like ours is a key, or belongs to somebody else. */
    boolean knowsVariable(String variable) {
        return NOT_OURS.matcher(variable).matches()
                || variables.stream().anyMatch(known -> known.matcher(variable).matches());
    }

    /** The key that somebody may have meant. */
    Optional<String> nearest(String key) {
        int furthest = Math.max(2, key.length() / 5);
        return names.stream()
                .filter(candidate -> distance(key, candidate) <= furthest)
                .min(Comparator.comparingInt(candidate -> distance(key, candidate)));
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
