package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The secrets that an operator makes, as the script and the commands of {@code k8s/README.md} make them, without a cluster. */
final class MadeSecrets {

    private static final Pattern COMMAND = Pattern.compile("kubectl -n weft create secret (generic|tls) (\\S+)(.*)");
    private static final Pattern FILE = Pattern.compile("--from-file=(?:([^= ]+)=)?(\\S+)");

    private MadeSecrets() {}

    /**
     * What {@code k8s/make-secrets} makes.
     *
     * @param directory must be empty
     * @return by the name of the secret, its keys with their values
     */
    static Map<String, Map<String, byte[]>> byScript(Path directory) throws IOException {
        Tools.Outcome outcome = script(directory, directory.resolve("made"), Set.of());
        assertThat(outcome.ok()).as(outcome.output()).isTrue();
        Map<String, Map<String, byte[]>> secrets = new HashMap<>();
        Manifests.parsed(outcome.output()).ofKind("Secret").forEach(secret -> {
            Map<String, byte[]> values = new HashMap<>();
            secret.path("data")
                    .properties()
                    .forEach(it -> values.put(
                            it.getKey(),
                            Base64.getDecoder().decode(it.getValue().asText())));
            secrets.put(Manifests.nameOf(secret), values);
        });
        return secrets;
    }

    /**
     * Runs {@code k8s/make-secrets} for {@code made}, with a kubectl of which {@code inCluster} are there already and that prints what it
     * is told to make.
     *
     * @param directory where that kubectl goes
     */
    static Tools.Outcome script(Path directory, Path made, Set<String> inCluster) throws IOException {
        Path kubectl = Files.createDirectories(directory.resolve("bin")).resolve("kubectl");
        Path there = Files.write(
                directory.resolve("in-cluster"),
                inCluster.stream().map(name -> "secret/" + name).toList());
        Files.writeString(
                kubectl,
                "#!/bin/sh\ncase \"$*\" in *'get secrets'*) exec cat " + there + " ;; esac\necho ---\nexec "
                        + found("kubectl") + " \"$@\" --dry-run=client -o yaml\n");
        Files.setPosixFilePermissions(kubectl, PosixFilePermissions.fromString("rwx------"));
        return Tools.run(
                "env",
                "PATH=" + kubectl.getParent() + ":" + System.getenv("PATH"),
                Tools.ROOT.resolve("k8s/make-secrets").toString(),
                made.toString());
    }

    /** The keys of each secret that a command of the README makes. */
    static Map<String, Set<String>> byReadme() throws IOException {
        Map<String, Set<String>> secrets = new HashMap<>();
        Matcher command = COMMAND.matcher(Files.readString(Tools.ROOT.resolve("k8s/README.md")));
        while (command.find()) {
            Set<String> keys = new TreeSet<>();
            if (command.group(1).equals("tls")) {
                keys.addAll(Set.of("tls.crt", "tls.key"));
            }
            Matcher file = FILE.matcher(command.group(3));
            while (file.find()) {
                keys.add(
                        file.group(1) == null
                                ? Path.of(file.group(2)).getFileName().toString()
                                : file.group(1));
            }
            secrets.put(command.group(2), keys);
        }
        return secrets;
    }

    /** The keys of each secret that an operator's resource in the manifests has as its consequence. */
    static Map<String, Set<String>> byOperators(Manifests manifests) {
        Map<String, Set<String>> secrets = new HashMap<>();
        Set<String> certificate = Set.of("tls.crt", "tls.key", "ca.crt");
        manifests
                .ofKind("Certificate")
                .map(it -> it.at("/spec/secretName"))
                .map(JsonNode::asText)
                .forEach(name -> secrets.put(name, certificate));
        manifests
                .ofKind("KafkaUser")
                .forEach(it -> secrets.put(Manifests.nameOf(it), Set.of("ca.crt", "user.crt", "user.key")));
        manifests
                .ofKind("Kafka")
                .forEach(it -> secrets.put(Manifests.nameOf(it) + "-cluster-ca-cert", Set.of("ca.crt")));
        manifests
                .ofKind("Cluster")
                .forEach(it -> secrets.put(Manifests.nameOf(it) + "-ca", Set.of("ca.crt", "ca.key")));
        return secrets;
    }

    private static String found(String program) {
        Tools.Outcome where = Tools.run("sh", "-c", "command -v " + program);
        assertThat(where.ok()).as("no " + program + " on the path").isTrue();
        return where.output().strip();
    }
}
