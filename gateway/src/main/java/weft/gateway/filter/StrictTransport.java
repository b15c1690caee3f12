package weft.gateway.filter;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import weft.gateway.config.Hsts;
import weft.gateway.config.HttpSettings;

/**
 * Decides whether browsers are told to insist on verified HTTPS, at start and each time the certificate is replaced. Told by a node whose
 * certificate only its own machine trusts, they would refuse everybody else's click past the warning, and any other port of that host.
 */
@Singleton
public class StrictTransport {

    private static final Logger LOG = Logger.getLogger(StrictTransport.class);

    /** The key exchange is not known here, and any will do. */
    private static final String ANY_EXCHANGE = "UNKNOWN";

    private final Hsts rule;
    private final Optional<String> served;
    private final Instance<TlsConfigurationRegistry> certificates;
    private final Vertx vertx;

    StrictTransport(
            HttpSettings settings,
            @ConfigProperty(name = "quarkus.http.tls-configuration-name") Optional<String> served,
            Instance<TlsConfigurationRegistry> certificates,
            Vertx vertx) {
        this.rule = settings.hsts();
        this.served = served;
        this.certificates = certificates;
        this.vertx = vertx;
    }

    void start(@Observes StartupEvent event) {
        decide(served.flatMap(name -> certificates.get().get(name)));
    }

    /** The trust store is read from disk, and a chain is worth some signatures: not on the event loop. */
    void replaced(@Observes CertificateUpdatedEvent event) {
        if (served.filter(event.name()::equals).isPresent()) {
            vertx.executeBlocking(() -> {
                decide(Optional.of(event.tlsConfiguration()));
                return null;
            });
        }
    }

    private void decide(Optional<TlsConfiguration> tls) {
        SecurityHeaders.tellStrictTransport(
                switch (rule) {
                    case ON -> true;
                    case OFF -> false;
                    case AUTO ->
                        tls.map(TlsConfiguration::getKeyStore)
                                .filter(StrictTransport::isKnownToJava)
                                .isPresent();
                });
    }

    private static boolean isKnownToJava(KeyStore served) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .anyMatch(trust -> verifies(served, trust));
        } catch (GeneralSecurityException e) {
            LOG.debugf("Java's trust store can't be read: %s", e.getMessage());
            return false;
        }
    }

    /** Whether a chain that is served leads to an authority that is trusted, and is of today. Whose name it has is for browsers to judge. */
    static boolean verifies(KeyStore served, X509TrustManager trust) {
        try {
            for (String alias : Collections.list(served.aliases())) {
                if (served.isKeyEntry(alias)) {
                    X509Certificate[] chain = Arrays.stream(served.getCertificateChain(alias))
                            .map(X509Certificate.class::cast)
                            .toArray(X509Certificate[]::new);
                    trust.checkServerTrusted(chain, ANY_EXCHANGE);
                    return true;
                }
            }
            return false;
        } catch (GeneralSecurityException e) {
            LOG.debugf("The served certificate does not verify: %s", e.getMessage());
            return false;
        }
    }
}
