package weft.gateway.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StrictTransportTest {

    private static final String HEADER = "Strict-Transport-Security";

    @AfterEach
    void untold() {
        SecurityHeaders.tellStrictTransport(false);
    }

    @Test
    void aChainOfAnAuthorityThatIsTrustedVerifiesAndNoOtherDoes() throws Exception {
        KeyStore served = served(certificate("node"));
        assertThat(StrictTransport.verifies(served, trusting(certificate("authority"))))
                .isTrue();
        assertThat(StrictTransport.verifies(served, trusting(null))).isFalse();
        assertThat(StrictTransport.verifies(served(), trusting(null))).isFalse();
    }

    @Test
    void browsersAreToldFromTheNextAnswerOnAndNoLongerWhenItIsOver() {
        try (TestGateway gateway = new TestGateway(TestGateway.ready())) {
            assertThat(asked(gateway).getHeader(HEADER)).isNull();
            SecurityHeaders.tellStrictTransport(true);
            assertThat(asked(gateway).getHeader(HEADER)).isEqualTo("max-age=63072000; includeSubDomains");
            SecurityHeaders.tellStrictTransport(false);
            assertThat(asked(gateway).getHeader(HEADER)).isNull();
        }
    }

    private static HttpResponse<Buffer> asked(TestGateway gateway) {
        return TestGateway.answer(gateway.request(HttpMethod.GET, "/"));
    }

    /** As the server has it; its key plays no part. */
    private static KeyStore served(Certificate... chain) throws GeneralSecurityException, IOException {
        KeyStore served = KeyStore.getInstance("PKCS12");
        served.load(null, null);
        if (chain.length > 0) {
            served.setKeyEntry(
                    "weft",
                    KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate(),
                    "secret".toCharArray(),
                    chain);
        }
        return served;
    }

    /** Trusts one authority; Java's own when there is none. */
    private static X509TrustManager trusting(Certificate authority) throws GeneralSecurityException, IOException {
        KeyStore trusted = null;
        if (authority != null) {
            trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", authority);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }

    private static Certificate certificate(String name) throws GeneralSecurityException, IOException {
        try (InputStream pem = StrictTransportTest.class.getResourceAsStream("/tls/" + name + ".pem")) {
            return CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }
}
