package weft.checks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rules of this repository's workflows that no linter knows. */
final class WorkflowRules {

    /** The one action that has to be called by a tag: it finds itself by that name. */
    static final String BY_TAG =
            "slsa-framework/slsa-github-generator/.github/workflows/generator_generic_slsa3.yml@v2.1.0";

    private static final Pattern USES = Pattern.compile("^\\s*(?:- )?uses:\\s*(\\S+)\\s*(.*)$");
    private static final Pattern PINNED = Pattern.compile("[\\w./-]+@[0-9a-f]{40}");
    private static final Pattern VERSION_COMMENT = Pattern.compile("# v?\\d+\\.\\d+\\.\\d+");
    private static final Pattern PERMISSIONS = Pattern.compile("^(\\s*)permissions:\\s*(.*)$");
    private static final Pattern REASONED = Pattern.compile("\\s*[a-z-]+: (?:read|write) {2}# \\S+(?: \\S+){3,}");
    private static final Set<String> TRUSTING_TRIGGERS = Set.of("pull_request_target", "workflow_run", "issue_comment");
    private static final List<String> SIGNERS =
            List.of("actions/attest", "sigstore/cosign-installer", "ossf/scorecard-action");

    private WorkflowRules() {}

    /** Every place where a workflow breaks a rule, in words. */
    static List<String> findings(Workflow workflow) {
        List<String> findings = new ArrayList<>();
        whole(workflow, findings);
        uses(workflow, findings);
        reasons(workflow, findings);
        workflow.jobs().forEach((name, job) -> {
            job(name, job, findings);
            steps(name, job, findings);
            identity(name, job, findings);
            if (workflow.isOfReleases()) {
                release(name, job, findings);
            }
        });
        return findings;
    }

    private static void whole(Workflow workflow, List<String> findings) {
        JsonNode permissions = workflow.tree().path("permissions");
        if (!permissions.isObject() || !permissions.isEmpty()) {
            findings.add("the workflow has permissions of its own");
        }
        if (!workflow.tree().path("concurrency").has("group")) {
            findings.add("runs of the workflow don't wait for each other");
        }
        JsonNode on = workflow.tree().path("on");
        for (String trigger : TRUSTING_TRIGGERS) {
            if (on.has(trigger) || on.asText().equals(trigger)) {
                findings.add("the workflow runs with rights on " + trigger);
            }
        }
    }

    private static void uses(Workflow workflow, List<String> findings) {
        workflow.text().lines().forEach(line -> {
            Matcher uses = USES.matcher(line);
            if (uses.matches()
                    && !uses.group(1).startsWith("./")
                    && !uses.group(1).equals(BY_TAG)) {
                if (!PINNED.matcher(uses.group(1)).matches()) {
                    findings.add(uses.group(1) + " is not a commit");
                } else if (!VERSION_COMMENT.matcher(uses.group(2)).matches()) {
                    findings.add(uses.group(1) + " doesn't say its version");
                }
            }
        });
    }

    private static void reasons(Workflow workflow, List<String> findings) {
        int inside = -1;
        for (String line : workflow.text().lines().toList()) {
            int indent = line.length() - line.stripLeading().length();
            if (inside >= 0 && indent > inside) {
                if (!REASONED.matcher(line).matches()) {
                    findings.add("no reason for the permission " + line.strip());
                }
                continue;
            }
            Matcher permissions = PERMISSIONS.matcher(line);
            inside = permissions.matches() && permissions.group(2).isEmpty() ? indent : -1;
        }
    }

    private static void job(String name, JsonNode job, List<String> findings) {
        if (!job.has("name")) {
            findings.add(name + " has no name");
        }
        if (!job.path("permissions").isObject()) {
            findings.add(name + " doesn't list its permissions");
        }
        if (!job.has("uses") && !job.path("timeout-minutes").isInt()) {
            findings.add(name + " may run for ever");
        }
        if (job.path("secrets").asText().equals("inherit")) {
            findings.add(name + " hands every secret on");
        }
    }

    private static void steps(String name, JsonNode job, List<String> findings) {
        if (Workflow.shellOf(job).stream().anyMatch(shell -> shell.contains("${{"))) {
            findings.add(name + " puts an expression into a shell line");
        }
        for (JsonNode checkout : Workflow.using(job, "actions/checkout")) {
            if (!checkout.path("with").path("persist-credentials").asText().equals("false")) {
                findings.add(name + " leaves its token in the checkout");
            }
        }
        for (JsonNode step : job.path("steps")) {
            if (!step.has("name")) {
                findings.add(name + " has a step without a name");
            }
            if (step.path("continue-on-error").asBoolean()) {
                findings.add(name + " goes on after a failure");
            }
        }
    }

    /** Whoever may speak for the repository signs something. */
    private static void identity(String name, JsonNode job, List<String> findings) {
        boolean signs = job.has("uses")
                || SIGNERS.stream()
                        .anyMatch(action -> !Workflow.using(job, action).isEmpty());
        if (job.path("permissions").has("id-token") && !signs) {
            findings.add(name + " may sign and signs nothing");
        }
    }

    private static void release(String name, JsonNode job, List<String> findings) {
        for (JsonNode step : job.path("steps")) {
            String action = step.path("uses").asText();
            JsonNode with = step.path("with");
            boolean keeps = action.startsWith("actions/cache")
                    || action.startsWith("actions/setup-java@") && with.has("cache")
                    || action.startsWith("graalvm/setup-graalvm@") && with.has("cache")
                    || action.startsWith("actions/setup-go@")
                            && !with.path("cache").asText().equals("false")
                    || action.startsWith("docker/build-push-action@")
                            && !with.path("no-cache").asText().equals("true");
            if (keeps) {
                findings.add(name + " builds a release from a cache");
            }
        }
        Stream<String> published = Workflow.shellOf(job).stream()
                .flatMap(String::lines)
                .filter(line -> line.contains("gh release create") && !line.contains(" --draft ")
                        || line.contains("--draft=false")
                        || line.contains("gh release edit"));
        if (published.findAny().isPresent()) {
            findings.add(name + " publishes what nobody has looked at");
        }
    }
}
