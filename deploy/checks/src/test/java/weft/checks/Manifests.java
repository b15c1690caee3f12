package weft.checks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Objects of Kubernetes as an overlay renders them, and what can be asked about them. */
record Manifests(List<JsonNode> objects, String yaml) {

    /** What is applied by whom installs Weft. */
    static final List<String> OVERLAYS = List.of("single-node", "cluster");

    private static final YAMLMapper YAML = new YAMLMapper(new YAMLFactory());
    private static final Set<String> WORKLOADS = Set.of("Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob");

    static Manifests ofOverlay(String name) {
        return rendered(Tools.ROOT.resolve("k8s/overlays").resolve(name));
    }

    /** What {@code kubectl kustomize} makes of a directory. */
    static Manifests rendered(Path directory) {
        Tools.Outcome outcome = Tools.run("kubectl", "kustomize", directory.toString());
        if (!outcome.ok()) {
            throw new AssertionError(directory + " does not render:\n" + outcome.output());
        }
        return parsed(outcome.output());
    }

    static Manifests parsed(String yaml) {
        try (var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            return new Manifests(values.readAll(), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode resource(String path) {
        try (var stream = Manifests.class.getResourceAsStream("/" + path)) {
            return YAML.readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the objects where a checker reads them. */
    Path writeTo(Path directory) {
        try {
            return Files.writeString(directory.resolve("manifests.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Stream<JsonNode> ofKind(String... kinds) {
        Set<String> wanted = Set.of(kinds);
        return objects.stream().filter(it -> wanted.contains(it.path("kind").asText()));
    }

    Optional<JsonNode> named(String kind, String name) {
        return ofKind(kind).filter(it -> nameOf(it).equals(name)).findFirst();
    }

    Stream<JsonNode> workloads() {
        return objects.stream().filter(it -> WORKLOADS.contains(it.path("kind").asText()));
    }

    /** The pod templates of all workloads whose labels a selector matches. */
    List<JsonNode> selectedBy(Map<String, String> selector) {
        return workloads()
                .map(Manifests::template)
                .filter(it -> labels(it).entrySet().containsAll(selector.entrySet()))
                .toList();
    }

    static String nameOf(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    /** Kind and name, as an operator would say it. */
    static String title(JsonNode object) {
        return object.path("kind").asText() + "/" + nameOf(object);
    }

    static JsonNode template(JsonNode workload) {
        String path =
                workload.path("kind").asText().equals("CronJob") ? "/spec/jobTemplate/spec/template" : "/spec/template";
        return workload.at(path);
    }

    static List<JsonNode> containers(JsonNode template) {
        List<JsonNode> all = new ArrayList<>();
        for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
            template.path("spec").path(list).forEach(all::add);
        }
        return all;
    }

    static Map<String, String> labels(JsonNode object) {
        return strings(object.at("/metadata/labels"));
    }

    static Map<String, String> annotations(JsonNode object) {
        return strings(object.at("/metadata/annotations"));
    }

    static Map<String, String> strings(JsonNode map) {
        Map<String, String> strings = new LinkedHashMap<>();
        map.properties().forEach(it -> strings.put(it.getKey(), it.getValue().asText()));
        return strings;
    }

    static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** The pods that the workloads would make, as a list that Kubernetes' own code reads. */
    String podList() {
        ObjectNode list = YAML.createObjectNode().put("apiVersion", "v1").put("kind", "PodList");
        ArrayNode items = list.putArray("items");
        workloads().forEach(workload -> {
            ObjectNode pod = template(workload).deepCopy();
            pod.put("apiVersion", "v1").put("kind", "Pod");
            ((ObjectNode) pod.get("metadata")).put("name", nameOf(workload));
            items.add(pod);
        });
        return list.toString();
    }
}
