package weft.node.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
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

class NodeCertificateTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    Path directory;

    @Test
    void itNamesThisMachineAndTheLoopbackAddresses() throws Exception {
        X509Certificate certificate = read(NodeCertificate.in(directory, NOW));

        assertThat(certificate.getSubjectAlternativeNames().stream().map(name -> (Object) name.get(1)))
                .contains("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(certificate.getExtendedKeyUsage()).isEqualTo(List.of("1.3.6.1.5.5.7.3.1"));
        certificate.checkValidity(java.util.Date.from(NOW));
    }

    @Test
    void itIsKeptUntilItsLastMonth() throws Exception {
        X509Certificate first = read(NodeCertificate.in(directory, NOW));

        assertThat(read(NodeCertificate.in(directory, NOW.plus(Duration.ofDays(300)))))
                .isEqualTo(first);
        assertThat(read(NodeCertificate.in(directory, NOW.plus(Duration.ofDays(368)))))
                .isNotEqualTo(first);
    }

    @Test
    void nobodyElseMayReadTheKey() throws IOException {
        Path key = NodeCertificate.in(directory, NOW).key();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
    }

    private static X509Certificate read(NodeCertificate files) throws IOException, CertificateException {
        try (var in = Files.newInputStream(files.certificate())) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
