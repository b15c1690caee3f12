package weft.checks;

import static weft.checks.Manifests.containers;
import static weft.checks.Manifests.each;
import static weft.checks.Manifests.template;
import static weft.checks.Manifests.title;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What we ask of every pod, beyond what the API server would refuse. Each rule has a name; {@code k8s/pods} in the test resources
 * has a manifest that breaks it.
 */
final class PodPolicy {

    private static final Pattern BY_DIGEST = Pattern.compile("[^@:]+(:[0-9]+)?/?[^@:]*@sha256:[0-9a-f]{64}");
    private static final int LOWEST_UID = 10_000;
    private static final Set<String> VOLUMES =
            Set.of("configMap", "secret", "projected", "emptyDir", "persistentVolumeClaim", "downwardAPI");

    private final List<Violation> found = new ArrayList<>();

    private PodPolicy() {}

    /** A rule that an object breaks, and how. */
    record Violation(String rule, String object, String what) {}

    static List<Violation> violations(Manifests manifests) {
        PodPolicy policy = new PodPolicy();
        manifests.workloads().forEach(workload -> policy.workload(manifests, workload));
        NetworkRules.violations(manifests, policy.found);
        return policy.found;
    }

    private void check(String rule, boolean kept, String object, String what) {
        if (!kept) {
            found.add(new Violation(rule, object, what));
        }
    }

    private void workload(Manifests manifests, JsonNode workload) {
        String title = title(workload);
        JsonNode spec = template(workload).path("spec");
        check("no-token", isFalse(spec.path("automountServiceAccountToken")), title, "gets a token of the API server");
        String account = spec.path("serviceAccountName").asText();
        check(
                "own-account",
                manifests
                                .named("ServiceAccount", account)
                                .filter(it -> isFalse(it.path("automountServiceAccountToken")))
                                .isPresent()
                        && manifests
                                        .workloads()
                                        .filter(it -> template(it)
                                                .at("/spec/serviceAccountName")
                                                .asText()
                                                .equals(account))
                                        .count()
                                == 1,
                title,
                "has no service account of its own: " + account);
        for (String host : List.of("hostNetwork", "hostPID", "hostIPC")) {
            check("not-on-host", !spec.path(host).asBoolean(), title, host);
        }
        check(
                "grace",
                spec.path("terminationGracePeriodSeconds").asInt() >= 15,
                title,
                "is killed while requests are under way: quarkus.shutdown.timeout is 5 s");
        check("history", workload.at("/spec/revisionHistoryLimit").isInt(), title, "keeps ten old revisions");
        each(spec.path("volumes")).forEach(volume -> volume(title, volume));
        containers(template(workload)).forEach(container -> container(title, spec, container));
        if (workload.at("/spec/replicas").asInt(1) > 1) {
            spread(manifests, workload);
        }
    }

    private void spread(Manifests manifests, JsonNode workload) {
        String title = title(workload);
        JsonNode spec = template(workload).path("spec");
        check("spread", !spec.path("topologySpreadConstraints").isEmpty(), title, "may stand in one zone");
        check("spread", !spec.at("/affinity/podAntiAffinity").isEmpty(), title, "may stand on one machine");
        check(
                "disruption-budget",
                manifests.ofKind("PodDisruptionBudget").anyMatch(it -> it.at("/spec/selector/matchLabels")
                        .equals(workload.at("/spec/selector/matchLabels"))),
                title,
                "may lose all its pods to a drained machine");
        if (workload.path("kind").asText().equals("Deployment")) {
            check(
                    "rolling-update",
                    workload.at("/spec/strategy/rollingUpdate/maxUnavailable")
                            .asText()
                            .equals("0"),
                    title,
                    "has fewer replicas during an update");
        }
    }

    private void volume(String title, JsonNode volume) {
        String kind = volume.properties().stream()
                .map(it -> it.getKey())
                .filter(it -> !it.equals("name"))
                .findFirst()
                .orElse("none");
        String what = "volume " + volume.path("name").asText();
        check("volume-kind", VOLUMES.contains(kind), title, what + " is of the kind " + kind);
        if (kind.equals("emptyDir")) {
            check(
                    "bounded-scratch",
                    volume.at("/emptyDir/sizeLimit").isTextual(),
                    title,
                    what + " may fill its machine");
        }
        if (kind.equals("secret") || kind.equals("projected")) {
            JsonNode mode = volume.path(kind).path("defaultMode");
            check(
                    "secret-mode",
                    mode.isInt() && (mode.asInt() & 0b000_001_111) == 0,
                    title,
                    what + " is readable by everybody in the pod");
        }
    }

    private void container(String title, JsonNode pod, JsonNode container) {
        String name = title + " " + container.path("name").asText();
        String image = container.path("image").asText();
        check("image-by-digest", BY_DIGEST.matcher(image).matches(), name, image);
        check(
                "pull-policy",
                container.path("imagePullPolicy").asText().equals("Always"),
                name,
                "may run what is cached");
        JsonNode security = container.path("securityContext");
        check("read-only-root", security.path("readOnlyRootFilesystem").asBoolean(), name, "can write to its root");
        check("no-escalation", isFalse(security.path("allowPrivilegeEscalation")), name, "may gain privileges");
        check("capabilities", security.at("/capabilities/drop/0").asText().equals("ALL"), name, "keeps capabilities");
        check("capabilities", security.at("/capabilities/add").isEmpty(), name, "adds capabilities");
        check("non-root", either(security, pod, "runAsNonRoot").asBoolean(), name, "may run as root");
        for (String id : List.of("runAsUser", "runAsGroup")) {
            check("uid", either(security, pod, id).asLong() >= LOWEST_UID, name, id + " may be one of the machine's");
        }
        check(
                "seccomp",
                either(security, pod, "seccompProfile").path("type").asText().equals("RuntimeDefault"),
                name,
                "may use every system call");
        probes(name, container);
        for (String side : List.of("requests", "limits")) {
            for (String resource : List.of("cpu", "memory", "ephemeral-storage")) {
                boolean given = container.path("resources").path(side).has(resource);
                check("resources", given, name, "has no " + side + " of " + resource);
            }
        }
        secrets(name, container);
        each(container.path("ports")).forEach(port -> check("not-on-host", !port.has("hostPort"), name, "hostPort"));
    }

    private void probes(String name, JsonNode container) {
        for (var probe : List.of(
                List.of("startupProbe", "started"),
                List.of("livenessProbe", "live"),
                List.of("readinessProbe", "ready"))) {
            JsonNode get = container.path(probe.getFirst()).path("httpGet");
            check(
                    "probes",
                    get.path("path").asText().equals("/q/health/" + probe.getLast())
                            && get.path("port").asText().equals("management"),
                    name,
                    "has no " + probe.getFirst() + " of its own on the management port");
        }
    }

    private void secrets(String name, JsonNode container) {
        Stream.concat(each(container.path("env")), each(container.path("envFrom")))
                .forEach(variable -> {
                    boolean secret = variable.has("secretRef")
                            || !variable.at("/valueFrom/secretKeyRef").isMissingNode();
                    boolean value = variable.path("value").asText().matches("(?i).*(password|token|secret)=.+");
                    boolean named = variable.path("name").asText().matches("(?i).*(PASSWORD|TOKEN|SECRET|PEPPER)");
                    check(
                            "no-secret-in-env",
                            !secret && !value && !named,
                            name,
                            "variable " + variable.path("name").asText());
                });
    }

    private static JsonNode either(JsonNode container, JsonNode pod, String key) {
        return container.has(key)
                ? container.path(key)
                : pod.path("securityContext").path(key);
    }

    private static boolean isFalse(JsonNode value) {
        return value.isBoolean() && !value.asBoolean();
    }
}
