package weft.node.config;

import io.smallrye.config.SmallRyeConfig;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Where the keys of a start stand: in which file and line, so that whoever wrote one finds it. */
final class Places {

    private final List<ConfigurationFile> files;
    private final SmallRyeConfig config;

    Places(List<ConfigurationFile> files, SmallRyeConfig config) {
        this.files = files;
        this.config = config;
    }

    /** A place in a file, with a sentence about it. */
    static String in(Object file, int line, String sentence) {
        return file + ", line " + line + ": " + sentence;
    }

    /**
     * The sentence with the place of the key that it begins with. What was left out has the place of the section that lacks it; what
     * comes from elsewhere than a file says so.
     */
    String placed(String sentence) {
        Optional<Found> found = files.stream()
                .flatMap(file -> file.keys().lines().entrySet().stream()
                        .filter(key -> begins(sentence, key.getKey()))
                        .map(key -> new Found(file, key.getKey(), key.getValue())))
                .max(Comparator.comparingInt((Found one) -> one.key().length())
                        .thenComparingInt(one -> one.file().ordinal()));
        return found.filter(this::isInForce)
                .map(one -> in(one.file(), one.line(), sentence))
                .orElse(sentence);
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

    /** The line of a key of one file. */
    Optional<String> placed(String source, String key, String sentence) {
        return files.stream()
                .filter(file -> Path.of(source).equals(Path.of(file.toString())))
                .filter(file -> file.keys().lines().containsKey(key))
                .map(file -> in(file, file.keys().lines().get(key), sentence))
                .findFirst();
    }
}
