package weft.service.token;

import com.github.benmanes.caffeine.cache.Cache;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;
import weft.service.cache.BoundedCache;

/**
 * Checks the tokens that the gateway sends with each request: Ed25519 signature by a key of the published set, issuer,
 * type, audience and time. Keys come from the file alone; whatever a token says about keys is ignored except its
 * {@code kid}.
 *
 * <p>A verified token is remembered until it expires, so that a busy client costs one verification a minute. At most
 * {@value #REMEMBERED} are; one that was forgotten is verified again.
 */
@Singleton
public class TokenVerifier {

    private static final Logger LOG = Logger.getLogger(TokenVerifier.class);
    private static final int MAX_TOKEN_LENGTH = 4_096;
    static final int REMEMBERED = 2_000;
    private static final Duration RELOAD_PAUSE = Duration.ofSeconds(2);

    private record Verified(Caller caller, Instant expires) {}

    private final Path keySetFile;
    private final Cache<String, Verified> verified;
    private volatile List<JsonWebKey> keys = List.of();
    private volatile Instant loaded = Instant.EPOCH;

    @Inject
    TokenVerifier(
            @ConfigProperty(name = "weft.tokens.key-set", defaultValue = "${weft.data:data}/keys/jwks.json")
                    Path keySetFile,
            MeterRegistry metrics) {
        this.keySetFile = keySetFile;
        this.verified = BoundedCache.of("verified_tokens", REMEMBERED, Duration.ofSeconds(60), metrics);
    }

    /** Who calls, or empty when the token is not one for this service that is valid now. */
    public Optional<Caller> verify(String token, Audience audience) {
        if (token.length() > MAX_TOKEN_LENGTH) {
            return Optional.empty();
        }
        String key = audience.text() + ' ' + token;
        Verified known = verified.getIfPresent(key);
        if (known == null) {
            known = check(token, audience).orElse(null);
            if (known != null) {
                verified.put(key, known);
            }
        }
        return Optional.ofNullable(known)
                .filter(entry -> entry.expires().isAfter(Instant.now()))
                .map(Verified::caller);
    }

    private Optional<Verified> check(String token, Audience audience) {
        JwtConsumer consumer = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.EDDSA))
                .setExpectedType(true, TokenClaims.TYPE)
                .setExpectedIssuer(TokenClaims.ISSUER)
                .setExpectedAudience(audience.text())
                .setRequireSubject()
                .setRequireExpirationTime()
                .setMaxFutureValidityInMinutes(2)
                .setVerificationKeyResolver(resolver())
                .build();
        try {
            JwtClaims claims = consumer.processToClaims(token);
            Instant expires = Instant.ofEpochSecond(claims.getExpirationTime().getValue());
            return Optional.of(new Verified(caller(claims), expires));
        } catch (InvalidJwtException | MalformedClaimException | IllegalArgumentException refused) {
            LOG.debugf("token refused: %s", refused.getMessage());
            return Optional.empty();
        }
    }

    private VerificationKeyResolver resolver() {
        return (signature, nesting) -> key(signature.getKeyIdHeaderValue())
                .or(() -> {
                    reload();
                    return key(signature.getKeyIdHeaderValue());
                })
                .orElseThrow(() -> new UnresolvableKeyException("no such key"))
                .getPublicKey();
    }

    private Optional<PublicJsonWebKey> key(String id) {
        return keys.stream()
                .filter(key -> key.getKeyId() != null && key.getKeyId().equals(id))
                .filter(PublicJsonWebKey.class::isInstance)
                .map(PublicJsonWebKey.class::cast)
                .findFirst();
    }

    /** Reads the key set again unless somebody just did; who waited here for another's reading finds its keys. */
    private synchronized void reload() {
        Instant now = Instant.now();
        if (loaded.plus(RELOAD_PAUSE).isAfter(now)) {
            return;
        }
        loaded = now;
        try {
            keys = new JsonWebKeySet(Files.readString(keySetFile)).getJsonWebKeys();
        } catch (IOException | JoseException unreadable) {
            LOG.warnf("the key set %s can't be read: %s", keySetFile, unreadable.getMessage());
        }
    }

    private static Caller caller(JwtClaims claims) throws MalformedClaimException {
        Caller.Kind kind = Caller.Kind.valueOf(claims.getClaimValue(TokenClaims.KIND, String.class));
        String address = claims.getClaimValue(TokenClaims.ADDRESS, String.class);
        if (kind == Caller.Kind.ANONYMOUS) {
            return Caller.anonymous(address);
        }
        Long proven = claims.getClaimValue(TokenClaims.AUTH_TIME, Long.class);
        return new Caller(
                kind,
                UUID.fromString(claims.getSubject()),
                claims.getClaimValue(TokenClaims.USERNAME, String.class),
                UUID.fromString(claims.getClaimValue(TokenClaims.SESSION_ID, String.class)),
                claims.getStringListClaimValue(TokenClaims.GROUPS).stream()
                        .flatMap(role -> Role.of(role).stream())
                        .collect(Collectors.toUnmodifiableSet()),
                Arrays.stream(claims.getClaimValue(TokenClaims.SCOPE, String.class)
                                .split(" "))
                        .flatMap(scope -> Scope.of(scope).stream())
                        .collect(Collectors.toUnmodifiableSet()),
                proven == null ? null : Instant.ofEpochSecond(proven),
                address);
    }
}
