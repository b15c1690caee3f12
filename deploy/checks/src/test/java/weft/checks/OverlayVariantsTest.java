package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README says an operator may do with the manifests works as it says. */
class OverlayVariantsTest {

    @TempDir
    Path directory;

    @Test
    void anotherRouterIsACopyUnderAnotherName() throws IOException {
        Manifests two = asTheReadmeSays("router-north");
        assertThat(two.ofKind("StatefulSet").map(Manifests::nameOf))
                .containsExactlyInAnyOrder("weft-router-main", "weft-router-north");
        assertThat(PodPolicy.violations(two)).isEmpty();
        assertThat(two.named("Certificate", "weft-router-north-tls")).isPresent();
        assertThat(two.named("KafkaUser", "weft-router-north-bus")).isPresent();
    }

    @Test
    void theDoorMayBeASharedGatewayThatPassesTlsThrough() throws IOException {
        Manifests shared = asTheReadmeSays("gateway-api");
        assertThat(PodPolicy.violations(shared)).isEmpty();
        JsonNode listener = shared.ofKind("Gateway").findFirst().orElseThrow().at("/spec/listeners/0");
        assertThat(listener.at("/tls/mode").asText()).isEqualTo("Passthrough");
        JsonNode route = shared.ofKind("TLSRoute").findFirst().orElseThrow();
        assertThat(route.at("/spec/hostnames/0").asText())
                .isEqualTo(listener.path("hostname").asText())
                .isEqualTo(shared.named("Certificate", "weft-public")
                        .orElseThrow()
                        .at("/spec/dnsNames/0")
                        .asText());
        assertThat(shared.named("Service", "weft-gateway")
                        .orElseThrow()
                        .at("/spec/type")
                        .asText())
                .isNotEqualTo("LoadBalancer");
        // Whoever may connect may say whom it speaks for: the Gateway's namespace and nobody else.
        NetworkRules rules = new NetworkRules(shared);
        var gateway = NetworkRules.End.pod(Map.of("app.kubernetes.io/name", "weft-gateway"));
        assertThat(rules.allowed(NetworkRules.End.namespace(Map.of("weft-ingress", "true")), gateway, 8443))
                .isTrue();
        assertThat(rules.allowed(NetworkRules.End.address("198.51.100.7"), gateway, 8443))
                .isFalse();
    }

    @Test
    void theSecretsThatAreMadeAreKeys() throws Exception {
        Map<String, Map<String, byte[]>> secrets = MadeSecrets.byScript(directory);
        assertThat(secrets.get("weft-message-keys").get("master.key")).hasSize(32);
        assertThat(secrets.get("weft-auth-keys").get("pepper")).hasSize(32);
        JsonNode key = new ObjectMapper().readTree(secrets.get("weft-auth-keys").get("signing-key.json"));
        assertThat(key.path("kty").asText() + key.path("crv").asText()).isEqualTo("OKPEd25519");
        assertThat(key.path("kid").asText()).hasSize(32);
        byte[] text = "signed".getBytes(StandardCharsets.UTF_8);
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(KeyFactory.getInstance("Ed25519")
                .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, decoded(key, "d"))));
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey(decoded(key, "x")));
        signature.update(text);
        assertThat(signature.verify(signed)).isTrue();
        for (String service : new String[] {"auth", "message", "transport"}) {
            Map<String, byte[]> role = secrets.get("weft-" + service + "-db");
            String password = new String(role.get("password"), StandardCharsets.UTF_8);
            assertThat(password).hasSize(48);
            assertThat(new String(role.get("service.properties"), StandardCharsets.UTF_8))
                    .isEqualTo("weft.database.username=" + new String(role.get("username"), StandardCharsets.UTF_8)
                            + "\nweft.database.password=" + password + "\n");
        }
    }

    @Test
    void keysOfARunningWeftAreNeverMadeAnew() throws IOException {
        Path made = directory.resolve("made");
        Tools.Outcome outcome = MadeSecrets.script(directory, made, Set.of("weft-message-keys"));
        assertThat(outcome.ok()).isFalse();
        assertThat(outcome.output()).contains("The cluster has weft-message-keys already");
        assertThat(made).doesNotExist();
    }

    @Test
    void theDirectoryPutsInAgainWhatTheClusterLacks() throws IOException {
        Path made = directory.resolve("made");
        assertThat(MadeSecrets.script(directory, made, Set.of()).ok()).isTrue();
        byte[] pepper = Files.readAllBytes(made.resolve("pepper"));

        Tools.Outcome again = MadeSecrets.script(directory, made, Set.of("weft-message-keys"));

        assertThat(again.ok()).as(again.output()).isTrue();
        assertThat(again.output())
                .contains("weft-message-keys is in the cluster already and stays")
                .doesNotContain("name: weft-message-keys")
                .contains(
                        "name: weft-auth-keys", "pepper: " + Base64.getEncoder().encodeToString(pepper));
    }

    /** The cluster's overlay after the commands of the README that name something, in a copy. */
    private Manifests asTheReadmeSays(String named) throws IOException {
        copy(Tools.ROOT.resolve("k8s"), directory.resolve("k8s"));
        copy(Tools.ROOT.resolve("deploy/grafana"), directory.resolve("deploy/grafana"));
        String commands = Files.readString(Tools.ROOT.resolve("k8s/README.md"))
                .lines()
                .filter(line -> (line.startsWith("cp ") || line.startsWith("sed ")) && line.contains(named))
                .reduce("set -eu\n", (all, line) -> all + line + "\n");
        Tools.Outcome outcome = Tools.run(directory, List.of("sh", "-c", commands));
        assertThat(outcome.ok()).as(outcome.output()).isTrue();
        return Manifests.rendered(directory.resolve("k8s/overlays/cluster"));
    }

    private static byte[] decoded(JsonNode key, String part) {
        return Base64.getUrlDecoder().decode(key.path(part).asText());
    }

    private static PublicKey publicKey(byte[] littleEndian) throws Exception {
        byte[] bytes = new byte[32];
        for (int i = 0; i < 32; i++) {
            bytes[i] = littleEndian[31 - i];
        }
        boolean odd = (bytes[0] & 0x80) != 0;
        bytes[0] &= 0x7f;
        EdECPoint point = new EdECPoint(odd, new BigInteger(1, bytes));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path there = to.resolve(from.relativize(file));
                Files.createDirectories(there.getParent());
                Files.copy(file, there);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
