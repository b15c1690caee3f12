package weft.node.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.node.Progress;
import weft.service.files.UnusableFile;
import weft.service.test.Damage;

class NodeCertificateTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    Path directory;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    void itNamesThisMachineAndTheLoopbackAddresses() throws Exception {
        X509Certificate certificate = read(in(NOW));

        assertThat(certificate.getSubjectAlternativeNames().stream().map(name -> (Object) name.get(1)))
                .contains("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(certificate.getExtendedKeyUsage()).isEqualTo(List.of("1.3.6.1.5.5.7.3.1"));
        certificate.checkValidity(java.util.Date.from(NOW));
    }

    @Test
    void itIsKeptUntilItsLastMonth() throws Exception {
        X509Certificate first = read(in(NOW));

        assertThat(read(in(NOW.plus(Duration.ofDays(300))))).isEqualTo(first);
        assertThat(read(in(NOW.plus(Duration.ofDays(368))))).isNotEqualTo(first);
    }

    @Test
    void nobodyElseMayReadTheKey() throws IOException {
        Path key = in(NOW).key();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
    }

    @ParameterizedTest
    @EnumSource
    void aDamagedPairIsPutAsideAndMadeAnew(Damage damage) throws Exception {
        NodeCertificate pair = in(NOW);
        for (Path file : List.of(pair.key(), pair.certificate())) {
            X509Certificate before = read(pair);
            said.reset();
            damage.doTo(file);
            assertThat(read(in(NOW))).isNotEqualTo(before);
            assertThat(said.toString(StandardCharsets.UTF_8)).contains(file.toString());
            X509Certificate after = read(pair);
            assertThat(read(in(NOW))).isEqualTo(after);
            assertThat(file.resolveSibling(file.getFileName() + ".damaged"))
                    .satisfies(aside -> assertThat(Files.exists(aside, LinkOption.NOFOLLOW_LINKS))
                            .isTrue());
        }
    }

    @Test
    void aCertificateWithTheKeyOfAnotherIsReplaced() throws Exception {
        NodeCertificate pair = in(NOW);
        byte[] key = Files.readAllBytes(pair.key());
        Files.delete(pair.certificate());
        X509Certificate second = read(in(NOW));
        Files.write(pair.key(), key);
        assertThat(read(in(NOW))).isNotEqualTo(second);
    }

    @ParameterizedTest
    @EnumSource
    void aDamagedFileOfTheOperatorIsNamedWithItsKey(Damage damage) throws IOException {
        NodeCertificate pair = in(NOW);
        Path key = Files.copy(pair.key(), directory.resolve("own.key"));
        damage.doTo(key);
        assertThatThrownBy(() -> NodeCertificate.of(pair.certificate(), key))
                .isInstanceOf(UnusableFile.class)
                .hasMessageContainingAll("weft.http.certificate-key", key.toString());
        Path certificate = Files.copy(pair.certificate(), directory.resolve("own.crt"));
        damage.doTo(certificate);
        assertThatThrownBy(() -> NodeCertificate.of(certificate, pair.key()))
                .isInstanceOf(UnusableFile.class)
                .hasMessageContainingAll("weft.http.certificate", certificate.toString());
    }

    private NodeCertificate in(Instant now) {
        return NodeCertificate.in(directory, now, new Progress(new PrintStream(said, true, StandardCharsets.UTF_8)));
    }

    private static X509Certificate read(NodeCertificate files) throws IOException, CertificateException {
        try (var in = Files.newInputStream(files.certificate())) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
