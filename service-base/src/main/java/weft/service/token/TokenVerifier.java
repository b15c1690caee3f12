package weft.service.token;

import com.github.benmanes.caffeine.cache.Cache;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.JoseException;
import weft.service.cache.BoundedCache;
import weft.service.problem.Problem;
import weft.service.time.MachineClock;

/**
 * Checks the tokens that the gateway sends with each request: Ed25519 signature by a key of the published set, issuer,
 * type, audience and time. Whatever a token says about keys is ignored except its {@code kid}.
 *
 * <p>A verified token is remembered until it expires, so that a busy client costs one verification a minute. At most
 * {@value #REMEMBERED} are; one that was forgotten is verified again.
 *
 * <p>Made at the start, so that a key set that can't be used stops it.
 *
 * <p>A token that is right but of another time was signed before the clock was set, or on a machine with another clock. Its caller
 * has done nothing wrong and would be let in with the next one, so this is a 503 and no 404.
 */
@Singleton
@Startup
public class TokenVerifier {

    private static final Logger LOG = Logger.getLogger(TokenVerifier.class);
    private static final int MAX_TOKEN_LENGTH = 4_096;
    static final int REMEMBERED = 2_000;

    private static final Duration COME_AGAIN = Duration.ofSeconds(1);

    /** What is wrong with a token of another time, and nothing else. */
    private static final Set<Integer> OF_ANOTHER_TIME =
            Set.of(ErrorCodes.EXPIRED, ErrorCodes.EXPIRATION_TOO_FAR_IN_FUTURE);

    private record Verified(Caller caller, Instant expires) {}

    private final KeySet keys;
    private final MachineClock clock;
    private final Cache<String, Verified> verified;

    @Inject
    TokenVerifier(KeySet keys, MeterRegistry metrics) {
        this(keys, metrics, MachineClock.system());
    }

    TokenVerifier(KeySet keys, MeterRegistry metrics, MachineClock clock) {
        this.keys = keys;
        this.clock = clock;
        this.verified = BoundedCache.of("verified_tokens", REMEMBERED, Duration.ofSeconds(60), metrics);
    }

    /** Who calls with a token that was verified before and is still valid. */
    public Optional<Caller> remembered(String token, Audience audience) {
        return Optional.ofNullable(verified.getIfPresent(place(token, audience)))
                .filter(entry -> entry.expires().isAfter(clock.now()))
                .map(Verified::caller);
    }

    /**
     * Who calls, or empty when the token is not one for this service. Fails with a 503 problem when its key can't be had, and
     * when it is one of another time.
     */
    public Uni<Optional<Caller>> verify(String token, Audience audience) {
        Optional<Caller> known = remembered(token, audience);
        Optional<String> key = known.isPresent() ? Optional.empty() : keyId(token);
        return key.isEmpty()
                ? Uni.createFrom().item(known)
                : keys.key(key.get()).map(found -> found.flatMap(each -> check(token, audience, each.getPublicKey())));
    }

    private static String place(String token, Audience audience) {
        return audience.text() + ' ' + token;
    }

    private static Optional<String> keyId(String token) {
        if (token.length() > MAX_TOKEN_LENGTH) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(
                    JsonWebStructure.fromCompactSerialization(token).getHeader("kid"));
        } catch (JoseException malformed) {
            return Optional.empty();
        }
    }

    private Optional<Caller> check(String token, Audience audience, PublicKey key) {
        JwtConsumer consumer = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.EDDSA))
                .setExpectedType(true, TokenClaims.TYPE)
                .setExpectedIssuer(TokenClaims.ISSUER)
                .setExpectedAudience(audience.text())
                .setRequireSubject()
                .setRequireExpirationTime()
                .setEvaluationTime(NumericDate.fromMilliseconds(clock.now().toEpochMilli()))
                .setMaxFutureValidityInMinutes(2)
                .setVerificationKey(key)
                .build();
        try {
            JwtClaims claims = consumer.processToClaims(token);
            Caller caller = caller(claims);
            Instant expires = Instant.ofEpochSecond(claims.getExpirationTime().getValue());
            verified.put(place(token, audience), new Verified(caller, expires));
            return Optional.of(caller);
        } catch (InvalidJwtException refused) {
            if (refused.getErrorDetails().stream().allMatch(error -> OF_ANOTHER_TIME.contains(error.getErrorCode()))) {
                LOG.warnf(
                        "A token of auth-service is of another time: the clock was set, or the two machines' clocks"
                                + " differ. %s",
                        refused.getErrorDetails().getFirst().getErrorMessage());
                throw Problem.unavailable("The clock of the node was set just now.", COME_AGAIN)
                        .exception();
            }
            LOG.debugf("token refused: %s", refused.getMessage());
            return Optional.empty();
        } catch (MalformedClaimException | IllegalArgumentException refused) {
            LOG.debugf("token refused: %s", refused.getMessage());
            return Optional.empty();
        }
    }

    private static Caller caller(JwtClaims claims) throws MalformedClaimException {
        Caller.Kind kind = Caller.Kind.valueOf(claims.getClaimValue(TokenClaims.KIND, String.class));
        String address = claims.getClaimValue(TokenClaims.ADDRESS, String.class);
        if (kind == Caller.Kind.ANONYMOUS) {
            return Caller.anonymous(address);
        }
        Long proven = claims.getClaimValue(TokenClaims.PROVEN_UNTIL, Long.class);
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
