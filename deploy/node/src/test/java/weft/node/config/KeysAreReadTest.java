package weft.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.InterfaceMethodRefEntry;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexReader;
import org.junit.jupiter.api.Test;

/** A key that is accepted does something: code reads it. And what code reads is accepted. */
class KeysAreReadTest {

    private static final DotName PROPERTY = DotName.createSimple(ConfigProperty.class);

    /** Agreed on and not built: {@link UnbuiltParts} says so. */
    private static final Set<String> OF_UNBUILT_PARTS =
            Set.of("weft.propagation.", "weft.pages.", "weft.shared-instance.");

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^:}]+)");

    private final ConfigurationCheck check = ConfigurationCheck.ofApplication();
    private final Set<String> calls = new HashSet<>();
    private final Set<String> injected = new TreeSet<>();

    @Test
    void everyKeyThatIsAcceptedIsReadAndEveryKeyThatIsReadIsAccepted() throws Exception {
        for (URL index : ConfigurationCheck.indices()) {
            injected(index);
            classes(index);
        }
        Set<String> accepted = new TreeSet<>();
        Set<String> read = new TreeSet<>(injected);
        for (ConfigClass reader : check.readers()) {
            ConfigMappings.getProperties(reader).forEach((key, property) -> {
                accepted.add(key);
                if (called(property.getMethod())) {
                    read.add(key);
                }
                read.addAll(referred(property.getMethod()));
            });
        }
        Set<String> unread = new TreeSet<>(accepted);
        unread.removeIf(key -> read.stream().anyMatch(name -> matches(key, name)));
        unread.removeIf(key -> OF_UNBUILT_PARTS.stream().anyMatch(key::startsWith) && !key.endsWith(".enabled"));
        assertThat(unread).as("keys that are accepted and that no code reads").isEmpty();
        assertThat(injected.stream().filter(name -> accepted.stream().noneMatch(key -> matches(key, name))))
                .as("keys that code reads and that are refused")
                .isEmpty();
        assertThat(accepted).contains("weft.transport.interfaces.*.passphrase", "weft.propagation.enabled");
    }

    private boolean called(Method method) {
        return calls.contains(method.getDeclaringClass().getName().replace('.', '/') + "." + method.getName());
    }

    /** The keys that the default of another one refers to. */
    private static List<String> referred(Method method) {
        WithDefault given = method.getAnnotation(WithDefault.class);
        return given == null
                ? List.of()
                : REFERENCE
                        .matcher(given.value())
                        .results()
                        .map(found -> found.group(1))
                        .toList();
    }

    private static boolean matches(String key, String name) {
        return key.equals(name) || key.endsWith(".*") && name.startsWith(key.substring(0, key.length() - 1));
    }

    private void injected(URL index) throws IOException {
        try (InputStream in = index.openStream()) {
            new IndexReader(in)
                    .read().getAnnotations(PROPERTY).stream()
                            .map(annotation -> annotation.value("name"))
                            .filter(name -> name != null && name.asString().startsWith("weft."))
                            .forEach(name -> injected.add(name.asString()));
        }
    }

    private void classes(URL index) throws IOException, URISyntaxException {
        if (index.getProtocol().equals("file")) {
            calls(Path.of(index.toURI()).getParent().getParent());
            return;
        }
        String jar = index.toString().substring(0, index.toString().indexOf('!'));
        try (FileSystem files = FileSystems.newFileSystem(URI.create(jar), Map.of())) {
            calls(files.getPath("/"));
        }
    }

    private void calls(Path root) throws IOException {
        List<Path> classes;
        try (Stream<Path> files = Files.walk(root)) {
            classes = files.filter(file -> file.toString().endsWith(".class")).toList();
        }
        classes.forEach(this::callsOf);
    }

    private void callsOf(Path file) {
        try {
            ClassFile.of().parse(Files.readAllBytes(file)).constantPool().forEach(entry -> {
                if (entry instanceof InterfaceMethodRefEntry called) {
                    calls.add(called.owner().name().stringValue() + "."
                            + called.name().stringValue());
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
