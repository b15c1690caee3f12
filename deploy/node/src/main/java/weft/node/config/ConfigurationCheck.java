package weft.node.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexReader;
import weft.node.StartFailure;

/**
 * Reads the whole {@code weft} tree the way the services will, before anything is started: a key that nobody reads, a value
 * of the wrong kind and a value that is missing are all named at once.
 */
public final class ConfigurationCheck {

    private static final String ROOT = "weft";
    private static final DotName MAPPING = DotName.createSimple(ConfigMapping.class);
    private static final Pattern CODE = Pattern.compile("([a-zA-Z.]+Exception: )?[A-Z]{2,10}[0-9]{5}: ");
    private static final Pattern UNKNOWN = Pattern.compile("^(\\S+) in (.+) does not map to any root$");

    private final List<ConfigClass> readers;

    private ConfigurationCheck(List<ConfigClass> readers) {
        this.readers = readers;
    }

    /** A check by every class of this application that reads configuration. */
    public static ConfigurationCheck ofApplication() {
        try {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            List<ConfigClass> readers = new ArrayList<>();
            for (URL index : Collections.list(loader.getResources("META-INF/jandex.idx"))) {
                if (ours(index)) {
                    readers.addAll(readers(index, loader));
                }
            }
            return new ConfigurationCheck(readers);
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException("the application's own index can't be read", e);
        }
    }

    /**
     * Weft's jars have its name; its modules are directories only where they are being built. A native image doesn't tell whose
     * an index is.
     */
    private static boolean ours(URL index) {
        return switch (index.getProtocol()) {
            case "file", "resource" -> true;
            default -> index.getPath().contains(ROOT + "-");
        };
    }

    private static List<ConfigClass> readers(URL index, ClassLoader loader) throws IOException, ClassNotFoundException {
        List<ConfigClass> readers = new ArrayList<>();
        try (InputStream in = index.openStream()) {
            for (AnnotationInstance mapping : new IndexReader(in).read().getAnnotations(MAPPING)) {
                String prefix = mapping.value("prefix").asString();
                if (prefix.equals(ROOT) || prefix.startsWith(ROOT + ".")) {
                    Class<?> type =
                            Class.forName(mapping.target().asClass().name().toString(), false, loader);
                    readers.add(ConfigClass.configClass(type, prefix));
                }
            }
        }
        return readers;
    }

    /**
     * The settings of this start.
     *
     * @throws StartFailure with every key that is wrong
     */
    public NodeSettings settings() {
        return settings(ConfigurationFile.ofThisStart());
    }

    NodeSettings settings(Collection<ConfigSource> files) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDefaultSources()
                .withSources(files)
                .build();
        try {
            ConfigMappings.registerConfigMappings(config, Set.copyOf(readers));
            return config.getConfigMapping(NodeSettings.class);
        } catch (ConfigValidationException e) {
            List<String> problems = new ArrayList<>();
            for (int i = 0; i < e.getProblemCount(); i++) {
                problems.add(explained(e.getProblem(i).getMessage()));
            }
            throw new StartFailure("The configuration has errors:\n  " + String.join("\n  ", problems));
        } catch (NoSuchElementException | IllegalArgumentException e) {
            throw new StartFailure("The configuration has an error: " + explained(e.getMessage()));
        }
    }

    private String explained(String problem) {
        String text = CODE.matcher(problem).replaceAll("");
        Matcher unknown = UNKNOWN.matcher(text);
        if (!unknown.matches()) {
            return text.replace(" threw an Exception whilst being converted ", " is wrong: ")
                    .replace("The config property ", "");
        }
        String key = unknown.group(1);
        return key + " (in " + unknown.group(2) + ") is not a key that Weft knows."
                + nearest(key).map(known -> " Did you mean " + known + "?").orElse("");
    }

    private Optional<String> nearest(String key) {
        TreeSet<String> known = new TreeSet<>();
        readers.forEach(
                reader -> known.addAll(ConfigMappings.getProperties(reader).keySet()));
        int furthest = Math.max(2, key.length() / 5);
        return known.stream()
                .filter(candidate -> distance(key, candidate) <= furthest)
                .min((a, b) -> Integer.compare(distance(key, a), distance(key, b)));
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
