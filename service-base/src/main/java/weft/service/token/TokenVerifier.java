package weft.service.token;

import com.github.benmanes.caffeine.cache.Cache;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.DefaultJWTParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.json.JsonNumber;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.jwt.Claims;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.JoseException;
import weft.service.cache.BoundedCache;

/**
 * Checks the tokens that the gateway sends with each request, by SmallRye JWT: Ed25519 signature by a key of the published set, issuer,
 * type, and that it is for one service. Whatever a token says about keys is ignored except its {@code kid}.
 *
 * <p>A verified token is remembered for as long as one lives, so that a busy client costs one verification a minute. At most
 * {@value #REMEMBERED} are; one that was forgotten is verified again.
 *
 * <p>Made at the start, so that a key set that can't be used stops it.
 *
 * <p>Whether a token is of this time is for {@link VerifiedToken#isOf} to say at each use. SmallRye JWT would refuse one that has
 * ended as it refuses a forgery, and not see one that was made before the clock was set back; so it is told to look at the length of
 * its life alone.
 */
@Singleton
@Startup
public class TokenVerifier {

    private static final Logger LOG = Logger.getLogger(TokenVerifier.class);
    private static final int MAX_TOKEN_LENGTH = 4_096;
    static final int REMEMBERED = 2_000;

    private final KeySet keys;
    private final JWTParser parser = new DefaultJWTParser(expected(), new DefaultJWTCallerPrincipalFactory());
    private final Cache<String, VerifiedToken> verified;

    TokenVerifier(KeySet keys, MeterRegistry metrics) {
        this.keys = keys;
        this.verified = BoundedCache.of(
                "verified_tokens", REMEMBERED, Duration.ofSeconds(TokenClaims.MAX_LIFE_SECONDS), metrics);
    }

    private static JWTAuthContextInfo expected() {
        JWTAuthContextInfo expected = new JWTAuthContextInfo();
        expected.setIssuedBy(TokenClaims.ISSUER);
        expected.setExpectedAudience(
                Arrays.stream(Audience.values()).map(Audience::text).collect(Collectors.toUnmodifiableSet()));
        expected.setSignatureAlgorithm(Set.of(SignatureAlgorithm.EDDSA));
        expected.setRequiredClaims(Set.of(Claims.sub.name(), TokenClaims.KIND, TokenClaims.ADDRESS));
        expected.setMaxTimeToLiveSecs((long) TokenClaims.MAX_LIFE_SECONDS);
        expected.setClockSkew(Integer.MAX_VALUE);
        return expected;
    }

    /** What a token says that was verified before. */
    Optional<VerifiedToken> remembered(String token) {
        return Optional.ofNullable(verified.getIfPresent(token));
    }

    /**
     * What a token says, at whatever time it was made; empty when it is none of auth-service's. Fails with a 503 problem when its key
     * can't be had.
     */
    public Uni<Optional<VerifiedToken>> verify(String token) {
        Optional<VerifiedToken> known = remembered(token);
        if (known.isPresent()) {
            return Uni.createFrom().item(known);
        }
        Optional<String> key = keyId(token);
        return key.isEmpty()
                ? Uni.createFrom().item(Optional.empty())
                : keys.key(key.get()).map(found -> found.flatMap(each -> check(token, each.getPublicKey())));
    }

    /** Which key a token of our type says it was signed with. */
    private static Optional<String> keyId(String token) {
        if (token.length() > MAX_TOKEN_LENGTH) {
            return Optional.empty();
        }
        try {
            JsonWebStructure parts = JsonWebStructure.fromCompactSerialization(token);
            return Optional.ofNullable(parts.getKeyIdHeaderValue())
                    .filter(id -> TokenClaims.TYPE.equals(parts.getHeader("typ")));
        } catch (JoseException malformed) {
            return Optional.empty();
        }
    }

    private Optional<VerifiedToken> check(String token, PublicKey key) {
        try {
            VerifiedToken checked = read(parser.verify(token, key));
            verified.put(token, checked);
            return Optional.of(checked);
        } catch (ParseException | IllegalArgumentException | ClassCastException refused) {
            LOG.debugf(refused, "token refused");
            return Optional.empty();
        }
    }

    private static VerifiedToken read(JsonWebToken token) {
        Set<String> services = token.getAudience();
        Audience audience = Optional.of(services.iterator().next())
                .filter(one -> services.size() == 1)
                .flatMap(Audience::of)
                .orElseThrow(() -> new IllegalArgumentException("not for one service"));
        return new VerifiedToken(caller(token), audience, Instant.ofEpochSecond(token.getExpirationTime()));
    }

    private static Caller caller(JsonWebToken token) {
        Caller.Kind kind = Caller.Kind.valueOf(token.getClaim(TokenClaims.KIND));
        String address = token.getClaim(TokenClaims.ADDRESS);
        if (kind == Caller.Kind.ANONYMOUS) {
            return Caller.anonymous(address);
        }
        JsonNumber proven = token.getClaim(TokenClaims.PROVEN_UNTIL);
        return new Caller(
                kind,
                UUID.fromString(token.getSubject()),
                token.getClaim(TokenClaims.USERNAME),
                UUID.fromString(token.getClaim(TokenClaims.SESSION_ID)),
                token.getGroups().stream()
                        .flatMap(role -> Role.of(role).stream())
                        .collect(Collectors.toUnmodifiableSet()),
                Arrays.stream(token.<String>getClaim(TokenClaims.SCOPE).split(" "))
                        .flatMap(scope -> Scope.of(scope).stream())
                        .collect(Collectors.toUnmodifiableSet()),
                proven == null ? null : Instant.ofEpochSecond(proven.longValue()),
                address);
    }
}
