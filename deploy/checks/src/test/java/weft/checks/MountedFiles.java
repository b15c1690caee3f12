package weft.checks;

import static weft.checks.Manifests.each;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/** Which files a pod's containers find below their mounts, when everything that its volumes name is there. */
final class MountedFiles {

    /** What a source of a volume names: the kind and the name of an object, and the keys that are wanted of it. */
    record Source(String kind, String name, Set<String> keys) {}

    private final Map<String, JsonNode> volumes = new HashMap<>();
    private final JsonNode spec;

    MountedFiles(JsonNode template) {
        this.spec = template.path("spec");
        each(spec.path("volumes")).forEach(it -> volumes.put(it.path("name").asText(), it));
        each(spec.path("volumeClaimTemplates")).forEach(it -> volumes.put(Manifests.nameOf(it), it));
    }

    /** Everything that volumes and variables of the pod name. */
    void sources(Consumer<Source> each) {
        volumes.values().forEach(volume -> entries(volume, (source, paths) -> each.accept(source)));
        Manifests.each(spec.path("containers"))
                .flatMap(it -> Manifests.each(it.path("env")))
                .forEach(variable -> {
                    JsonNode reference = variable.at("/valueFrom/configMapKeyRef");
                    if (!reference.isMissingNode()) {
                        String key = reference.path("key").asText();
                        each.accept(
                                new Source("ConfigMap", reference.path("name").asText(), Set.of(key)));
                    }
                });
    }

    /**
     * Whether there is such a file.
     *
     * @param keys of an object: what it holds when the volume doesn't choose
     */
    boolean has(String path, Function<Source, Set<String>> keys) {
        return Manifests.each(spec.path("containers"))
                .flatMap(it -> Manifests.each(it.path("volumeMounts")))
                .filter(mount -> path.startsWith(mount.path("mountPath").asText() + "/"))
                .anyMatch(mount -> {
                    String below =
                            path.substring(mount.path("mountPath").asText().length() + 1);
                    JsonNode volume = volumes.get(mount.path("name").asText());
                    return volume == null
                            || !isOfFiles(volume)
                            || files(volume, keys).contains(below);
                });
    }

    /** Whether a path is a directory of such files, or one that can be written. */
    boolean hasDirectory(String path, Function<Source, Set<String>> keys) {
        return Manifests.each(spec.path("containers"))
                .flatMap(it -> Manifests.each(it.path("volumeMounts")))
                .filter(mount -> (path + "/").startsWith(mount.path("mountPath").asText() + "/"))
                .anyMatch(mount -> {
                    String mounted = mount.path("mountPath").asText();
                    String below = path.equals(mounted) ? "" : path.substring(mounted.length() + 1) + "/";
                    JsonNode volume = volumes.get(mount.path("name").asText());
                    return volume == null
                            || !isOfFiles(volume)
                            || files(volume, keys).stream().anyMatch(it -> it.startsWith(below));
                });
    }

    private static boolean isOfFiles(JsonNode volume) {
        return volume.has("secret") || volume.has("configMap") || volume.has("projected");
    }

    private Set<String> files(JsonNode volume, Function<Source, Set<String>> keys) {
        Set<String> files = new TreeSet<>();
        entries(volume, (source, paths) -> {
            Set<String> there = keys.apply(source);
            paths.ifPresentOrElse(
                    chosen -> chosen.forEach((key, path) -> {
                        if (there.contains(key)) {
                            files.add(path);
                        }
                    }),
                    () -> files.addAll(there));
        });
        return files;
    }

    private static void entries(JsonNode volume, BiConsumer<Source, Optional<Map<String, String>>> each) {
        if (volume.has("projected")) {
            Manifests.each(volume.at("/projected/sources")).forEach(it -> entries(it, each));
        }
        if (volume.has("secret")) {
            JsonNode secret = volume.path("secret");
            String name = secret.has("secretName") ? "secretName" : "name";
            entry("Secret", secret.path(name).asText(), secret, each);
        }
        if (volume.has("configMap")) {
            entry("ConfigMap", volume.at("/configMap/name").asText(), volume.path("configMap"), each);
        }
    }

    private static void entry(
            String kind, String name, JsonNode source, BiConsumer<Source, Optional<Map<String, String>>> each) {
        Map<String, String> items = new HashMap<>();
        Manifests.each(source.path("items"))
                .forEach(
                        it -> items.put(it.path("key").asText(), it.path("path").asText()));
        each.accept(new Source(kind, name, items.keySet()), items.isEmpty() ? Optional.empty() : Optional.of(items));
    }
}
