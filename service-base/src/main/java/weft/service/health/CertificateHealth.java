package weft.service.health;

import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** When the certificate ends with which this process answers; nothing for one that serves without TLS. */
@Singleton
class CertificateHealth implements HealthSource {

    /** The node makes its own one anew at a start in its last 30 days; this is when somebody has to see to it. */
    private static final Duration LOOK = Duration.ofDays(14);

    private final Optional<String> served;
    private final Instance<TlsConfigurationRegistry> certificates;

    CertificateHealth(
            @ConfigProperty(name = "quarkus.http.tls-configuration-name") Optional<String> served,
            Instance<TlsConfigurationRegistry> certificates) {
        this.served = served;
        this.certificates = certificates;
    }

    @Override
    public List<HealthItem> items() {
        return served
                .flatMap(name -> certificates.get().get(name))
                .map(TlsConfiguration::getKeyStore)
                .flatMap(CertificateHealth::ends)
                .map(ends -> item(ends, Instant.now()))
                .stream()
                .toList();
    }

    static HealthItem item(Instant ends, Instant now) {
        Map<String, Object> facts = Map.of("until", ends.toString());
        if (!ends.isAfter(now)) {
            return HealthItem.bad("certificate", facts);
        }
        return ends.isAfter(now.plus(LOOK))
                ? HealthItem.good("certificate", facts)
                : HealthItem.look("certificate", facts);
    }

    private static Optional<Instant> ends(KeyStore store) {
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.getCertificate(alias) instanceof X509Certificate certificate && store.isKeyEntry(alias)) {
                    return Optional.of(certificate.getNotAfter().toInstant());
                }
            }
            return Optional.empty();
        } catch (KeyStoreException e) {
            return Optional.empty();
        }
    }
}
