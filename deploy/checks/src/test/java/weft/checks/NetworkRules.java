package weft.checks;

import static weft.checks.Manifests.annotations;
import static weft.checks.Manifests.each;
import static weft.checks.Manifests.labels;
import static weft.checks.Manifests.strings;
import static weft.checks.Manifests.title;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the NetworkPolicies of a namespace let through, as their definition says it. Nothing here is a network. */
final class NetworkRules {

    private static final String PUBLISHED = "LoadBalancer";

    private final List<JsonNode> policies;

    NetworkRules(Manifests manifests) {
        this.policies = manifests.ofKind("NetworkPolicy").toList();
    }

    /**
     * One end of a connection.
     *
     * @param pod labels of a pod of this namespace; empty for others
     * @param namespace labels of another namespace; empty for this one and for addresses
     * @param address of an end outside the cluster, or null
     */
    record End(Map<String, String> pod, Map<String, String> namespace, String address) {

        static End pod(Map<String, String> labels) {
            return new End(labels, Map.of(), null);
        }

        static End namespace(Map<String, String> labels) {
            return new End(Map.of(), labels, null);
        }

        static End address(String address) {
            return new End(Map.of(), Map.of(), address);
        }

        private boolean governed() {
            return address == null && namespace.isEmpty();
        }
    }

    /** Whether a connection comes about: the sender may send, and the receiver may receive. */
    boolean allowed(End from, End to, int port) {
        return may(from, to, port, "egress", "to") && may(to, from, port, "ingress", "from");
    }

    private boolean may(End subject, End peer, int port, String direction, String list) {
        if (!subject.governed()) {
            return true;
        }
        List<JsonNode> about = policies.stream()
                .filter(it -> each(it.at("/spec/policyTypes"))
                        .anyMatch(type -> type.asText().equalsIgnoreCase(direction)))
                .filter(it -> matches(it.at("/spec/podSelector"), subject.pod()))
                .toList();
        return about.isEmpty()
                || about.stream()
                        .flatMap(it -> each(it.path("spec").path(direction)))
                        .anyMatch(rule -> port(rule, port) && peer(rule.path(list), peer));
    }

    private static boolean port(JsonNode rule, int port) {
        return rule.path("ports").isEmpty()
                || each(rule.path("ports")).anyMatch(it -> it.path("port").asInt() == port);
    }

    private static boolean peer(JsonNode peers, End end) {
        return peers.isEmpty() || each(peers).anyMatch(peer -> isPeer(peer, end));
    }

    private static boolean isPeer(JsonNode peer, End end) {
        if (peer.has("ipBlock")) {
            return end.address() != null
                    && within(end.address(), peer.at("/ipBlock/cidr").asText())
                    && each(peer.at("/ipBlock/except")).noneMatch(it -> within(end.address(), it.asText()));
        }
        if (end.address() != null) {
            return false;
        }
        if (peer.has("namespaceSelector")) {
            return !end.governed() && matches(peer.path("namespaceSelector"), end.namespace());
        }
        return end.governed() && matches(peer.path("podSelector"), end.pod());
    }

    private static boolean matches(JsonNode selector, Map<String, String> labels) {
        if (selector.has("matchExpressions")) {
            throw new AssertionError("matchExpressions are not understood here: " + selector);
        }
        return labels.entrySet()
                .containsAll(strings(selector.path("matchLabels")).entrySet());
    }

    static boolean within(String address, String cidr) {
        try {
            String[] parts = cidr.split("/");
            byte[] net = InetAddress.getByName(parts[0]).getAddress();
            byte[] one = InetAddress.getByName(address).getAddress();
            int bits = Integer.parseInt(parts[1]);
            if (net.length != one.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((net[bit / 8] & mask) != (one[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        } catch (UnknownHostException notAnAddress) {
            throw new AssertionError(cidr, notAnAddress);
        }
    }

    /** Rules about the namespace and its policies, as {@link PodPolicy} has them about pods. */
    static void violations(Manifests manifests, List<PodPolicy.Violation> found) {
        List<JsonNode> policies = manifests.ofKind("NetworkPolicy").toList();
        boolean denied = policies.stream()
                .anyMatch(it -> it.at("/spec/podSelector").isEmpty()
                        && it.at("/spec/policyTypes").size() == 2
                        && !it.path("spec").has("ingress")
                        && !it.path("spec").has("egress"));
        if (!denied) {
            found.add(new PodPolicy.Violation("default-deny", "NetworkPolicy", "everybody may talk to everybody"));
        }
        for (JsonNode policy : policies) {
            String reasons = annotations(policy).getOrDefault("weft/reasons", "");
            for (var side : List.of(List.of("in: ", "ingress"), List.of("out: ", "egress"))) {
                long given = reasons.lines()
                        .filter(line -> line.startsWith(side.getFirst()) && line.length() > 20)
                        .count();
                int rules = policy.path("spec").path(side.getLast()).size();
                if (given != rules) {
                    String what = rules + " rules of " + side.getLast() + " and " + given + " reasons";
                    found.add(new PodPolicy.Violation("allow-has-reason", title(policy), what));
                }
                openRules(policy, side.getLast(), found);
            }
        }
        namespaces(manifests, found);
    }

    private static void openRules(JsonNode policy, String direction, List<PodPolicy.Violation> found) {
        String list = direction.equals("ingress") ? "from" : "to";
        boolean open = each(policy.path("spec").path(direction))
                .anyMatch(
                        rule -> rule.path("ports").isEmpty() || rule.path(list).isEmpty());
        if (open) {
            found.add(new PodPolicy.Violation("minimal-allow", title(policy), "a rule names no ports or nobody"));
        }
    }

    private static void namespaces(Manifests manifests, List<PodPolicy.Violation> found) {
        manifests.ofKind("Namespace").forEach(namespace -> {
            Map<String, String> labels = labels(namespace);
            boolean restricted = Stream.of("enforce", "audit", "warn")
                    .map(mode -> "pod-security.kubernetes.io/" + mode)
                    .allMatch(key -> "restricted".equals(labels.get(key))
                            && labels.getOrDefault(key + "-version", "latest").matches("v1\\.[0-9]+"));
            if (!restricted) {
                found.add(
                        new PodPolicy.Violation("restricted", title(namespace), "takes pods that are not restricted"));
            }
        });
        manifests
                .ofKind("Service")
                .filter(it -> it.at("/spec/type").asText().equals(PUBLISHED))
                .filter(it -> each(it.at("/spec/ports"))
                        .anyMatch(port -> port.path("targetPort").asText().equals("management")))
                .forEach(it -> found.add(new PodPolicy.Violation(
                        "management-inside", title(it), "publishes health and metrics to the world")));
    }
}
