package weft.checks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A workflow of GitHub Actions.
 *
 * @param name the file's name
 * @param text as it is written, with its comments
 * @param tree what it says
 */
record Workflow(String name, String text, JsonNode tree) {

    static final Path DIRECTORY = Tools.ROOT.resolve(".github/workflows");

    static Workflow read(Path file) throws IOException {
        String text = Files.readString(file);
        return new Workflow(file.getFileName().toString(), text, new YAMLMapper().readTree(text));
    }

    /** Every workflow of this repository, by name. */
    static List<Workflow> all() throws IOException {
        List<Workflow> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            for (Path file : files.sorted(Comparator.naturalOrder()).toList()) {
                all.add(read(file));
            }
        }
        return all;
    }

    /** Its jobs by their names. */
    Map<String, JsonNode> jobs() {
        Map<String, JsonNode> jobs = new TreeMap<>();
        tree.path("jobs").properties().forEach(job -> jobs.put(job.getKey(), job.getValue()));
        return jobs;
    }

    /** The steps of a job that use this action, whatever its version. */
    static List<JsonNode> using(JsonNode job, String action) {
        List<JsonNode> steps = new ArrayList<>();
        for (JsonNode step : job.path("steps")) {
            if (step.path("uses").asText().startsWith(action + "@")) {
                steps.add(step);
            }
        }
        return steps;
    }

    /** What the steps of a job run in a shell. */
    static List<String> shellOf(JsonNode job) {
        List<String> shell = new ArrayList<>();
        job.path("steps").forEach(step -> {
            if (step.has("run")) {
                shell.add(step.get("run").asText());
            }
        });
        return shell;
    }

    /** Whether it may act as somebody that others trust: it builds a release or attests one. */
    boolean isOfReleases() {
        return tree.path("on").has("workflow_call")
                || tree.path("on").path("push").has("tags");
    }
}
