package weft.nativecheck;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What the metadata in an image's jars lets be opened by name: of which classes the constructors, methods and fields, and which
 * resources.
 */
final class ReflectionMetadata {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String SERVICES = "META-INF/services/";

    private final Map<String, Set<String>> visible = new HashMap<>();

    /** By implementation, the files that name it. */
    private final Map<String, Set<String>> services = new HashMap<>();

    private final List<Pattern> resources = new ArrayList<>();

    /** Everything in the jars that is no class. */
    private final Set<String> files = new HashSet<>();

    private ReflectionMetadata() {}

    static ReflectionMetadata of(Collection<Path> classPath) throws IOException {
        ReflectionMetadata metadata = new ReflectionMetadata();
        for (Path jar : classPath) {
            try (ZipFile file = new ZipFile(jar.toFile())) {
                for (ZipEntry entry : Collections.list(file.entries())) {
                    String name = entry.getName();
                    if (!entry.isDirectory() && !name.endsWith(".class")) {
                        metadata.files.add(name);
                    }
                    if (name.startsWith(SERVICES) && !entry.isDirectory()) {
                        metadata.addService(
                                name, new String(file.getInputStream(entry).readAllBytes(), UTF_8));
                    } else if (name.startsWith("META-INF/native-image/") && name.endsWith(".json")) {
                        metadata.addFile(name, JSON.readTree(file.getInputStream(entry)));
                    }
                }
            }
        }
        return metadata;
    }

    /** Whether a class that is looked into in this way is found as it is. */
    boolean shows(String className, String method) {
        Set<String> kinds = visible.get(className);
        return kinds != null && (method.equals("forName") || kinds.contains(kind(method)));
    }

    /** Whether an image finds a file that names this implementation of a service. */
    boolean listsService(String implementation) {
        return services.getOrDefault(implementation, Set.of()).stream().anyMatch(this::includes);
    }

    /** Whether a resource that is in the jars is not in the image. */
    boolean lacks(String resource) {
        return files.contains(resource) && !includes(resource);
    }

    private boolean includes(String file) {
        return resources.stream().anyMatch(pattern -> pattern.matcher(file).matches());
    }

    private void addService(String file, String text) {
        text.lines()
                .map(line -> line.replaceAll("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .forEach(line ->
                        services.computeIfAbsent(line, name -> new HashSet<>()).add(file));
    }

    private void addFile(String name, JsonNode json) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        switch (last) {
            case "reflect-config.json" -> add(json, "name");
            case "resource-config.json" -> {
                JsonNode listed = json.path("resources");
                (listed.has("includes") ? listed.get("includes") : listed)
                        .forEach(one -> resources.add(
                                Pattern.compile(one.path("pattern").asText())));
            }
            case "reachability-metadata.json" -> {
                add(json.path("reflection"), "type");
                json.path("resources")
                        .forEach(one -> resources.add(glob(one.path("glob").asText())));
            }
            default -> {
                // Nothing that reflection sees.
            }
        }
    }

    private static Pattern glob(String glob) {
        String quoted = Pattern.quote(glob).replace("**", "\\E.+\\Q");
        return Pattern.compile(quoted.replace("*", "\\E[^/]*\\Q"));
    }

    private void add(JsonNode entries, String key) {
        for (JsonNode entry : entries) {
            Set<String> kinds = visible.computeIfAbsent(entry.path(key).asText(), name -> new HashSet<>());
            entry.fieldNames().forEachRemaining(field -> {
                if (field.contains("Constructors")) {
                    kinds.add("constructors");
                } else if (field.endsWith("DeclaredMethods") || field.endsWith("PublicMethods")) {
                    kinds.add("methods");
                } else if (field.toLowerCase(Locale.ROOT).contains("fields")) {
                    kinds.add("fields");
                } else if (field.equals("methods") || field.equals("queriedMethods")) {
                    for (JsonNode method : entry.get(field)) {
                        kinds.add(method.path("name").asText().equals("<init>") ? "constructors" : "methods");
                    }
                }
            });
        }
    }

    private static String kind(String method) {
        if (method.contains("Constructor")) {
            return "constructors";
        }
        return method.contains("Field") ? "fields" : "methods";
    }
}
