package weft.node.config;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SysPropConfigSource;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import weft.node.StartFailure;
import weft.service.files.UnusableFile;

/** Where the keys of a start stand, so that whoever wrote one finds it: file and line, variable of the environment, option. */
public final class Places {

    private static final Pattern KEY = Pattern.compile("weft(\\.(\"[^\"]*\"|[A-Za-z0-9_-]+)(\\[[0-9]+])?)+");

    private static final Map<String, String> OPTIONS = Map.of(
            "weft.http.host", "--host",
            "weft.http.port", "--port",
            "weft.management-port", "--management-port");

    /** What our jars bring has at most 250; every place that an operator can write to has more. */
    private static final int FIRST_OF_OPERATORS = 251;

    private final List<ConfigurationFile> files;
    private final SmallRyeConfig config;
    private final Map<String, String> environment;

    Places(List<ConfigurationFile> files, SmallRyeConfig config, Map<String, String> environment) {
        this.files = files;
        this.config = config;
        this.environment = environment;
    }

    /** Of the files that were named for this start, and of the environment; reads the files. */
    public static Places ofThisStart(SmallRyeConfig config) {
        return new Places(ConfigurationFile.ofThisStart(), config, System.getenv());
    }

    /** A place in a file, with a sentence about it. */
    static String in(Object file, int line, String sentence) {
        return file + ", line " + line + ": " + sentence;
    }

    /** Does something with settings; where that fails because of one, the message begins with its place. */
    public <T> T placing(Supplier<T> act) {
        try {
            return act.get();
        } catch (StartFailure | UnusableFile e) {
            String placed = placed(e.getMessage());
            if (placed.equals(e.getMessage())) {
                throw e;
            }
            throw new StartFailure(placed);
        }
    }

    /**
     * The sentence with the place of the key that it is about: of the one that it begins with, or else of the first in it that somebody
     * gave a value. What was left out has the place of the section of a file that lacks it; what nobody wrote has no place.
     */
    String placed(String sentence) {
        return KEY.matcher(sentence)
                .results()
                .filter(found -> found.start() == 0)
                .findFirst()
                .flatMap(found -> inForce(found.group(), sentence))
                .or(() -> ofSection(sentence))
                .or(() -> KEY.matcher(sentence)
                        .results()
                        .map(MatchResult::group)
                        .flatMap(key -> inForce(key, sentence).stream())
                        .findFirst())
                .orElse(sentence);
    }

    /** What the sentence begins with, or the innermost section of it, of the file that counts. */
    private Optional<String> ofSection(String sentence) {
        return files.stream()
                .flatMap(file -> file.keys().lines().entrySet().stream()
                        .filter(key -> begins(sentence, key.getKey()))
                        .map(key -> new Found(file, key.getKey(), key.getValue())))
                .max(Comparator.comparingInt((Found one) -> one.key().length())
                        .thenComparingInt(one -> one.file().ordinal()))
                .filter(this::isInForce)
                .map(one -> in(one.file(), one.line(), sentence));
    }

    private record Found(ConfigurationFile file, String key, int line) {}

    /** A value may come from the environment or the command line although the file has one. */
    private boolean isInForce(Found found) {
        return !found.file().keys().values().containsKey(found.key())
                || found.file()
                        .toString()
                        .equals(config.getConfigValue(found.key()).getSourceName());
    }

    private static boolean begins(String sentence, String key) {
        return sentence.startsWith(key)
                && (sentence.length() == key.length() || " .[".indexOf(sentence.charAt(key.length())) >= 0);
    }

    /** With the place of the value that counts; empty where no operator gave one. */
    private Optional<String> inForce(String key, String sentence) {
        ConfigValue value;
        try {
            value = config.getConfigValue(key);
        } catch (IllegalArgumentException withoutValue) {
            return Optional.empty();
        }
        if (value.getValue() == null || value.getConfigSourceOrdinal() < FIRST_OF_OPERATORS) {
            return Optional.empty();
        }
        String source = String.valueOf(value.getSourceName());
        return placed(source, key, sentence).or(() -> Optional.of(elsewhere(source, key, sentence)));
    }

    private String elsewhere(String source, String key, String sentence) {
        String place =
                switch (source) {
                    case EnvConfigSource.NAME -> variable(key) + " (in the environment)";
                    case SysPropConfigSource.NAME -> OPTIONS.getOrDefault(key, "-D" + key) + " (on the command line)";
                    default -> source;
                };
        return sentence.startsWith(place + ": ") ? sentence : place + ": " + sentence;
    }

    /** As it was written; as it is usual where it can't be found. */
    private String variable(String key) {
        String usual = asVariable(key);
        return environment.keySet().stream()
                .filter(name -> asVariable(name).equals(usual))
                .findFirst()
                .orElse(usual);
    }

    private static String asVariable(String name) {
        return name.replaceAll("[^A-Za-z0-9]+", "_").toUpperCase(Locale.ROOT);
    }

    /** The line of a key of one file. */
    Optional<String> placed(String source, String key, String sentence) {
        return files.stream()
                .filter(file ->
                        source.equals(file.toString()) || Path.of(source).equals(Path.of(file.toString())))
                .filter(file -> file.keys().lines().containsKey(key))
                .map(file -> in(file, file.keys().lines().get(key), sentence))
                .findFirst();
    }
}
