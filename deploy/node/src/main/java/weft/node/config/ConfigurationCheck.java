package weft.node.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.DotEnvConfigSourceProvider;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SysPropConfigSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexReader;
import weft.auth.config.AuthSettings;
import weft.gateway.config.HttpSettings;
import weft.node.StartFailure;
import weft.service.config.OperatorText;
import weft.service.files.UnusableFile;
import weft.service.listen.ListenAddress;
import weft.transport.config.InterfaceKind;
import weft.transport.config.InvalidSetting;
import weft.transport.config.TransportPlan;
import weft.transport.config.TransportSettings;

/**
 * Reads the whole {@code weft} tree the way the services will, before anything is started: a key that nobody reads, a value
 * of the wrong kind and a value that is missing are all named at once.
 */
public final class ConfigurationCheck {

    private static final String ROOT = "weft";
    private static final DotName MAPPING = DotName.createSimple(ConfigMapping.class);
    private static final Pattern CODE = Pattern.compile("([a-zA-Z.]+Exception: )?[A-Z]{2,10}[0-9]{5}: ");
    private static final Pattern UNKNOWN = Pattern.compile("^(.+?) in (.+) does not map to any root$");

    private static final Pattern INTERFACE =
            Pattern.compile("(weft\\.transport\\.interfaces\\.(?:\"[^\"]*\"|[^.\"]+))\\..+");

    private static final String ERROR = "The configuration has an error: ";
    private static final String MANAGEMENT_HOST = "quarkus.management.host";
    private static final String LOOPBACK = "127.0.0.1";
    /** Where the file itself may stand, so it is known before anything is read. */
    private static final String DATA = "weft.data";

    private static final String ONLY_OPTION = " does nothing here: --data alone says where the data is. Remove it.";
    private static final int ENVIRONMENT_ORDINAL = 300;

    private final List<ConfigClass> readers;
    private final KnownKeys known;

    private ConfigurationCheck(List<ConfigClass> readers) {
        this.readers = readers;
        this.known = new KnownKeys(readers);
    }

    /** A check by every class of this application that reads configuration. */
    public static ConfigurationCheck ofApplication() {
        try {
            List<ConfigClass> readers = new ArrayList<>();
            for (URL index : indices()) {
                readers.addAll(readers(index, Thread.currentThread().getContextClassLoader()));
            }
            return new ConfigurationCheck(readers);
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException("the application's own index can't be read", e);
        }
    }

    /** Where it stands which of our classes read configuration. */
    static List<URL> indices() throws IOException {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return Collections.list(loader.getResources("META-INF/jandex.idx")).stream()
                .filter(ConfigurationCheck::ours)
                .toList();
    }

    /** The classes that read configuration. */
    List<ConfigClass> readers() {
        return readers;
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
     * The configuration of this start: the operator's file, that of an import, the environment and the command line. Reads files and
     * resolves names.
     *
     * @param imported the file of an import, which need not be written yet
     * @throws StartFailure with every key that is wrong
     */
    public CheckedConfiguration read(Optional<ConfigurationFile> imported) {
        return read(
                Stream.concat(ConfigurationFile.operators().stream(), imported.stream())
                        .toList(),
                System.getenv());
    }

    /**
     * The part of the mesh of one file, read as if there was nothing else.
     *
     * @throws StartFailure with what is wrong in it
     */
    public static TransportPlan transportAlone(ConfigurationFile file) {
        List<String> problems = new ArrayList<>(
                file.keys().problems().stream().map(FlatKeys.Problem::text).toList());
        if (problems.isEmpty()) {
            try {
                return TransportPlan.of(chain().withSources(file.source())
                        .withMapping(TransportSettings.class)
                        .build()
                        .getConfigMapping(TransportSettings.class));
            } catch (InvalidSetting wrong) {
                problems.addAll(wrong.problems());
            } catch (ConfigValidationException | NoSuchElementException | IllegalArgumentException e) {
                problems.add(e.getMessage());
            }
        }
        throw new StartFailure(String.join("; ", problems));
    }

    /** How every application of ours reads values. */
    private static SmallRyeConfigBuilder chain() {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredInterceptors()
                .addDiscoveredConverters();
    }

    CheckedConfiguration read(List<ConfigurationFile> files, Map<String, String> environment) {
        SmallRyeConfig config = chain().addPropertiesSources()
                .withSources(new SysPropConfigSource(), new EnvConfigSource(environment, ENVIRONMENT_ORDINAL))
                .withSources(new DotEnvConfigSourceProvider()
                        .getConfigSources(Thread.currentThread().getContextClassLoader()))
                .withSources(files.stream().map(ConfigurationFile::source).toList())
                .build();
        Places places = new Places(files, config, environment);
        List<String> problems = new ArrayList<>();
        files.forEach(file -> problems.addAll(problems(file)));
        problems.addAll(variables(environment));
        problems.addAll(withoutValue(config));
        refuse(problems);
        try {
            ConfigMappings.registerConfigMappings(config, Set.copyOf(readers));
            NodeSettings node = config.getConfigMapping(NodeSettings.class);
            refuse(places, config.getConfigMapping(UnbuiltParts.class).problems());
            refuse(places, ofServices(config, node));
            CheckedConfiguration checked = new CheckedConfiguration(
                    node,
                    TransportPlan.of(config.getConfigMapping(TransportSettings.class)),
                    config.getOptionalValue(MANAGEMENT_HOST, String.class).orElse(LOOPBACK),
                    places);
            refuse(places, ListenAddress.clash(checked.listeners()).stream().toList());
            return checked;
        } catch (ConfigValidationException e) {
            List<String> wrong = new ArrayList<>();
            for (int i = 0; i < e.getProblemCount(); i++) {
                wrong.add(explained(places, e.getProblem(i).getMessage()));
            }
            lacking(config).forEach(problem -> wrong.add(places.placed(problem)));
            refuse(wrong);
            throw e;
        } catch (InvalidSetting wrong) {
            refuse(places, wrong.problems());
            throw wrong;
        } catch (NoSuchElementException | IllegalArgumentException | UnusableFile e) {
            throw new StartFailure(ERROR + explained(places, e.getMessage()));
        }
    }

    /** What interfaces lack, where values of the wrong kind keep their plans from being made. */
    private static List<String> lacking(SmallRyeConfig config) {
        return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .map(INTERFACE::matcher)
                .filter(Matcher::matches)
                .map(found -> found.group(1))
                .distinct()
                .sorted()
                .flatMap(key -> InterfaceKind.lacking(
                        key, written(config, key + ".type"), member -> written(config, key + "." + member)
                                .isPresent())
                        .stream())
                .toList();
    }

    private static Optional<String> written(SmallRyeConfig config, String key) {
        return Optional.ofNullable(config.getConfigValue(key).getValue());
    }

    /** What is wrong with values that each are of the right kind. */
    private static List<String> ofServices(SmallRyeConfig config, NodeSettings node) {
        return Stream.of(
                        node.problems(),
                        config.getConfigMapping(HttpSettings.class).problems(),
                        config.getConfigMapping(AuthSettings.class).problems())
                .flatMap(List::stream)
                .toList();
    }

    private static void refuse(Places places, List<String> problems) {
        // What several parts read each of them finds wrong.
        refuse(problems.stream().map(places::placed).distinct().toList());
    }

    private static void refuse(List<String> problems) {
        if (problems.size() == 1) {
            throw new StartFailure(ERROR + problems.getFirst());
        }
        if (!problems.isEmpty()) {
            throw new StartFailure("The configuration has errors:\n  " + String.join("\n  ", problems));
        }
    }

    private List<String> problems(ConfigurationFile file) {
        FlatKeys keys = file.keys();
        List<FlatKeys.Problem> problems = new ArrayList<>(keys.problems());
        keys.strangers().forEach(key -> problems.add(new FlatKeys.Problem(key.line(), stranger(key.key()))));
        keys.emptyLists().stream()
                .filter(key -> !known.isList(key))
                .map(key -> keys.problem(key, " has a list, and it is not a key that Weft knows as one."))
                .forEach(problems::add);
        keys.emptySections().stream()
                .filter(key -> !known.isSection(key))
                .map(key -> keys.problem(key, " has no value. Give it one, or remove the key."))
                .forEach(problems::add);
        if (keys.values().containsKey(DATA)) {
            problems.add(keys.problem(DATA, ONLY_OPTION));
        }
        return problems.stream()
                .sorted(Comparator.comparingInt(FlatKeys.Problem::line))
                .map(problem -> Places.in(file, problem.line(), problem.text()))
                .toList();
    }

    private String stranger(String key) {
        String inside = ROOT + "." + key;
        Optional<String> meant = known.isSection(inside)
                ? Optional.of(inside)
                : KnownKeys.isTypingErrorOf(ROOT, key) ? Optional.of(ROOT) : known.nearest(inside);
        return key
                + " is not a key that Weft knows. Everything stands under weft:, each part of a name on a line of its own."
                + meant.map(ConfigurationCheck::suggestion).orElse("");
    }

    private static String suggestion(String near) {
        return " Did you mean " + near + "?";
    }

    /** What stands in the environment for a key that nobody reads was meant for one: a passphrase, perhaps. */
    private List<String> variables(Map<String, String> environment) {
        return environment.keySet().stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).matches(ROOT + "[_.].*"))
                .filter(name -> isData(name) || !known.knowsVariable(name))
                .map(name -> name + " (in the environment)" + (isData(name) ? ONLY_OPTION : unknownVariable(name)))
                .sorted()
                .toList();
    }

    private String unknownVariable(String name) {
        return " is not a key that Weft knows. Correct it, or unset it."
                + known.nearestVariable(name)
                        .map(ConfigurationCheck::suggestion)
                        .orElse("");
    }

    private static boolean isData(String variable) {
        return variable.toLowerCase(Locale.ROOT).replace('_', '.').equals(DATA);
    }

    /** Environment and command line; files have told their own already. */
    private static List<String> withoutValue(SmallRyeConfig config) {
        List<String> problems = new ArrayList<>();
        for (ConfigSource source : config.getConfigSources()) {
            if (source instanceof SysPropConfigSource || source instanceof EnvConfigSource) {
                source.getProperties().entrySet().stream()
                        .filter(entry -> entry.getValue().isEmpty())
                        .map(Map.Entry::getKey)
                        .filter(name -> name.toLowerCase(Locale.ROOT).matches(ROOT + "[_.].*"))
                        .map(name -> OperatorText.withoutValue(
                                name, source instanceof EnvConfigSource ? "the environment" : "the command line"))
                        .forEach(problems::add);
            }
        }
        return problems;
    }

    private String explained(Places places, String problem) {
        String text = CODE.matcher(problem).replaceAll("");
        Matcher unknown = UNKNOWN.matcher(text);
        if (!unknown.matches()) {
            return places.placed(text.replace(" threw an Exception whilst being converted ", " is wrong: ")
                    .replace("The config property ", ""));
        }
        String key = unknown.group(1);
        String source = unknown.group(2);
        String sentence = " is not a key that Weft knows."
                + known.nearest(key).map(ConfigurationCheck::suggestion).orElse("");
        return places.placed(source, key, key + sentence).orElseGet(() -> key + " (in " + source + ")" + sentence);
    }
}
