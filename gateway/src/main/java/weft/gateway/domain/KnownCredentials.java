package weft.gateway.domain;

import com.github.benmanes.caffeine.cache.Cache;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import weft.service.cache.BoundedCache;

/**
 * Which cookies and API tokens were good a short while ago, and whose they were. It lets nobody in: each request is looked up all
 * the same. It tells whose rate limit a request meets before that, so that false credentials share what their address has and
 * good ones from the same address don't.
 */
public final class KnownCredentials {

    /** Credentials kept, by their hash. */
    static final int BOUND = 50_000;

    private static final Duration LIFE = Duration.ofMinutes(10);

    private final Cache<String, String> clients;

    public KnownCredentials(MeterRegistry metrics) {
        this.clients = BoundedCache.of("known_credentials", BOUND, LIFE, metrics);
    }

    /** The client that this credential was found to stand for. */
    public Optional<String> client(String credential) {
        return Optional.ofNullable(clients.getIfPresent(hash(credential)));
    }

    /** The credential was found to stand for this client. */
    public void found(String credential, String client) {
        clients.put(hash(credential), client);
    }

    /** The credential was found to stand for nobody. */
    public void unknown(String credential) {
        clients.invalidate(hash(credential));
    }

    private static String hash(String credential) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(credential.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every Java platform has SHA-256", absent);
        }
    }
}
