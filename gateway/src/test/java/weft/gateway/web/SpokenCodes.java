package weft.gateway.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every code that the services can send, read from their sources: what the interface has to have words for. */
final class SpokenCodes {

    private static final Path ROOT = Path.of("..");
    private static final Pattern REFUSAL = Pattern.compile("\\b(Problem\\s*\\.\\s*(?:of|conflict|ruleBroken|tooMany)"
            + "|RuleBroken\\s*\\.\\s*(?:of|tooLarge|usedUp)|new\\s+RuleBroken)\\s*\\(");
    private static final Pattern CONSTRAINT = Pattern.compile("@RefusedAs\\([^)]*code = \"([a-z0-9-]+)\"");
    private static final Pattern FACTORY = Pattern.compile("(?:return|=)\\s+(of)\\(\\d+,");
    private static final Pattern STEP =
            Pattern.compile("(?:new (?:StateChange\\s*\\.)?Trace\\(|Trace\\s*\\.of\\(|\\.told\\()\\s*\"([a-z-]+)\"");
    private static final Pattern HEALTH = Pattern.compile(
            "(?:HealthItem\\s*\\.\\s*(good|look|bad)|new HealthItem)\\(\\s*(?:[^\",;]*\\?\\s*)?\"([a-z-]+)\"");
    private static final Pattern RECORD = Pattern.compile("record (\\w+)\\([^)]*\\) implements TraceStep");
    private static final Pattern CONSTANT = Pattern.compile("^ {4}([A-Z][A-Z_]+)[,;]?$", Pattern.MULTILINE);

    /** A reason for which something is refused, with its code. */
    private static final Pattern REASON = Pattern.compile("^ {8}[A-Z_]+\\(\"([a-z0-9-]+)\"\\)[,;]$", Pattern.MULTILINE);

    /** Where the code comes from elsewhere: it is collected there. */
    private static final Set<String> HANDED_ON =
            Set.of("slug", "rule.slug()", "refusal.code()", "refusal.reason().code()");

    /** Which argument of each call is the code. */
    private static final Map<String, Integer> PLACE =
            Map.of("of", 1, "conflict", 0, "ruleBroken", 1, "tooMany", 0, "tooLarge", 0, "usedUp", 0, "new", 1);

    private SpokenCodes() {}

    /** The codes of problem documents. */
    static Set<String> problems() {
        Set<String> codes = new TreeSet<>();
        for (Path file : sources()) {
            String source = read(file);
            CONSTRAINT.matcher(source).results().forEach(rule -> codes.add(rule.group(1)));
            if (file.endsWith("Refused.java")) {
                REASON.matcher(source).results().forEach(reason -> codes.add(reason.group(1)));
            }
            if (source.contains("weft.service.problem") || source.contains("RuleBroken")) {
                Matcher calls = REFUSAL.matcher(source);
                while (calls.find()) {
                    codes(file, source, calls.group(1), calls.end(), codes);
                }
                Matcher factories = FACTORY.matcher(source);
                while (file.endsWith("Problem.java") && factories.find()) {
                    codes(file, source, "Problem.of", factories.end(1) + 1, codes);
                }
            }
        }
        return codes;
    }

    /** The keys of what may stand in a trace, and of why things fail. */
    static Set<String> traces() {
        Set<String> keys = new TreeSet<>();
        Path lxmf = ROOT.resolve("protocol/lxmf/src/main/java/weft/lxmf/delivery");
        Path links = ROOT.resolve("protocol/reticulum/src/main/java/weft/reticulum/link");
        RECORD.matcher(read(lxmf.resolve("TraceStep.java")))
                .results()
                .forEach(step -> keys.add("trace."
                        + step.group(1).replaceAll("(?<=.)(?=[A-Z])", "-").toLowerCase(Locale.ROOT)));
        for (Path file : sources()) {
            STEP.matcher(read(file)).results().forEach(step -> keys.add("trace." + step.group(1)));
        }
        // What these say, their reasons say.
        keys.removeAll(Set.of("trace.refused", "trace.failed", "trace.waiting"));
        words(links.resolve("FailureReason.java")).forEach(word -> keys.add("because." + word));
        words(links.resolve("LinkCloseReason.java")).forEach(word -> keys.add("because." + word));
        words(lxmf.resolve("WaitReason.java")).forEach(word -> keys.add("state.waiting." + word + ".next"));
        words(lxmf.resolve("DeliveryFailure.java")).forEach(word -> keys.add("state.failed." + word + ".next"));
        return keys;
    }

    /** The keys of what operators are told. */
    static Set<String> operators() {
        Set<String> keys = new TreeSet<>();
        words(ROOT.resolve("transport-service/src/main/java/weft/transport/mesh/DownReason.java"))
                .forEach(word -> keys.add("down." + word));
        for (Path file : sources()) {
            HEALTH.matcher(read(file)).results().forEach(item -> {
                String state = item.group(1);
                if (state == null) {
                    keys.add("health." + item.group(2) + ".look");
                    keys.add("health." + item.group(2) + ".bad");
                } else {
                    keys.add("health." + item.group(2) + (state.equals("good") ? "" : "." + state));
                }
            });
        }
        return keys;
    }

    private static void codes(Path file, String source, String call, int from, Set<String> codes) {
        String method = call.startsWith("new")
                ? "new"
                : call.substring(call.lastIndexOf('.') + 1).strip();
        String argument = arguments(source, from).get(PLACE.get(method)).strip();
        Matcher literal = Pattern.compile("\"([a-z0-9-]+)\"").matcher(argument);
        if (literal.matches()) {
            codes.add(literal.group(1));
            return;
        }
        Matcher constant = Pattern.compile("String " + Pattern.quote(argument) + " = \"([a-z0-9-]+)\";")
                .matcher(source);
        if (constant.find()) {
            codes.add(constant.group(1));
        } else if (!HANDED_ON.contains(argument)) {
            throw new AssertionError("The code of a problem is no literal in " + file + ": " + argument);
        }
    }

    /** The arguments of a call that begin there. */
    private static List<String> arguments(String source, int from) {
        List<String> all = new ArrayList<>();
        int depth = 0;
        int begin = from;
        boolean text = false;
        for (int at = from; ; at++) {
            char character = source.charAt(at);
            if (text) {
                text = character != '"' || source.charAt(at - 1) == '\\';
            } else if (character == '"') {
                text = true;
            } else if (character == '(') {
                depth++;
            } else if (depth == 0 && (character == ',' || character == ')')) {
                all.add(source.substring(begin, at));
                begin = at + 1;
                if (character == ')') {
                    return all;
                }
            } else if (character == ')') {
                depth--;
            }
        }
    }

    private static List<String> words(Path constants) {
        return CONSTANT.matcher(read(constants))
                .results()
                .map(constant -> constant.group(1).toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }

    private static List<Path> sources() {
        try (Stream<Path> files = Files.walk(ROOT, 12)) {
            return files.filter(file -> file.toString().contains("/src/main/java/weft/"))
                    .filter(file -> file.toString().endsWith(".java"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
