package weft.node.config;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The keys that something reads, as their readers name them: {@code *} stands for a name that the operator chose. */
final class KnownKeys {

    private static final String LIST = "[*]";

    /** Variables of the launchers and of the tests, and those that Kubernetes gives every pod for each service that begins so. */
    private static final Pattern NOT_OURS = Pattern.compile(
            "WEFT_(HEAP|IMAGE|CHROMIUM)|WEFT_(\\w+_)?SERVICE_(HOST|PORT(_\\w+)?)|WEFT_(\\w+_)?PORT(_[0-9]+_(TCP|UDP|SCTP).*)?");

    /** Letters that are easily typed wrong in one word. */
    private static final int FEW = 2;

    /** What stands between two dots, or in quotes. */
    private static final Pattern PART = Pattern.compile("\"[^\"]*\"|[^.]+");

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

    /** The variable that somebody may have meant. */
    Optional<String> nearestVariable(String variable) {
        return nearest(variable.toLowerCase(Locale.ROOT).replace('_', '.'), name -> name.replaceAll("[^a-z0-9*]+", "."))
                .map(name -> name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'));
    }

    /** The key that somebody may have meant; names that an operator chose stay what they are. */
    Optional<String> nearest(String key) {
        return nearest(key, name -> name);
    }

    /** The one with the fewest letters changed, unless it is another word altogether; then one that ends as this one does. */
    private Optional<String> nearest(String key, UnaryOperator<String> form) {
        List<String> written = parts(key);
        List<String> like = names.stream()
                .map(name -> name.replace(LIST, ""))
                .distinct()
                .map(form)
                .map(name -> named(name, written))
                .toList();
        int furthest = Math.max(FEW, key.length() / 5);
        return like.stream()
                .filter(name -> distance(key, name) <= furthest)
                .min(Comparator.comparingInt(name -> distance(key, name)))
                .or(() -> like.stream()
                        .filter(name -> endsAlike(written.getLast(), parts(name).getLast()))
                        .min(Comparator.comparingInt(name -> distance(key, name))));
    }

    /** Whether somebody may have meant that word. */
    static boolean isTypingErrorOf(String word, String written) {
        return distance(word, written) <= FEW;
    }

    /** {@code target_host} was meant for {@code host}. */
    private static boolean endsAlike(String written, String known) {
        return written.equalsIgnoreCase(known) || written.matches(".*[-_]" + Pattern.quote(known));
    }

    /** A known name with what stands in a written one for each {@code *}. */
    private static String named(String name, List<String> written) {
        List<String> parts = parts(name);
        StringJoiner named = new StringJoiner(".");
        for (int i = 0; i < parts.size(); i++) {
            boolean chosen = parts.get(i).equals("*") && i < written.size();
            named.add(chosen ? written.get(i) : parts.get(i));
        }
        return named.toString();
    }

    private static List<String> parts(String key) {
        return PART.matcher(key).results().map(MatchResult::group).toList();
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
