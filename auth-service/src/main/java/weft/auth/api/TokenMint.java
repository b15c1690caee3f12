package weft.auth.api;

import com.github.benmanes.caffeine.cache.Cache;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import weft.auth.store.keys.KeyDirectory;
import weft.service.cache.BoundedCache;
import weft.service.time.MachineClock;
import weft.service.token.Audience;
import weft.service.token.Caller;
import weft.service.token.Role;
import weft.service.token.Scope;
import weft.service.token.TokenClaims;

/**
 * Signs the tokens that tell a service on whose behalf the gateway calls: one service, one minute.
 *
 * <p>The same caller gets the same token again for half a minute, so that a busy client costs two signatures a minute. The
 * gateway looks the caller up at each request before it asks for a token, and a caller whose rights changed is another key,
 * so nothing that was taken away lives on here. At most {@value #REMEMBERED} are remembered; past that one is signed again.
 *
 * <p>A token ends by the clock on the wall, so half a minute is up when either clock says so: one that was set leaves no token
 * behind that nobody takes.
 */
@ApplicationScoped
public class TokenMint {

    static final int REMEMBERED = 2_000;

    private static final Duration REUSE = Duration.ofSeconds(TokenClaims.MAX_LIFE_SECONDS / 2);

    private record Holder(Caller caller, Audience audience, String address) {}

    private record Signed(String token, Instant at) {

        boolean isGood(Instant now) {
            return !now.isBefore(at) && now.isBefore(at.plus(REUSE));
        }
    }

    private final PublicJsonWebKey key;
    private final MachineClock clock;
    private final Cache<Holder, Signed> signed;

    @Inject
    TokenMint(KeyDirectory keys, MeterRegistry metrics) {
        this(keys, metrics, MachineClock.system());
    }

    TokenMint(KeyDirectory keys, MeterRegistry metrics, MachineClock clock) {
        this.key = keys.signingKey();
        this.clock = clock;
        this.signed = BoundedCache.of("signed_tokens", REMEMBERED, REUSE, metrics);
    }

    /**
     * A token for the service, in the name of the caller, who is at {@code address}. It lives for half a minute or more.
     * Takes a millisecond when it has to be signed.
     */
    public String mint(Caller caller, Audience audience, String address) {
        Holder holder = new Holder(caller, audience, address);
        Instant now = clock.now();
        Signed known = signed.getIfPresent(holder);
        if (known != null && known.isGood(now)) {
            return known.token();
        }
        Signed fresh = new Signed(sign(claims(caller, audience, address, now)), now);
        signed.put(holder, fresh);
        return fresh.token();
    }

    private static JwtClaims claims(Caller caller, Audience audience, String address, Instant at) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(TokenClaims.ISSUER);
        claims.setAudience(audience.text());
        NumericDate now = NumericDate.fromSeconds(at.getEpochSecond());
        claims.setIssuedAt(now);
        NumericDate end = NumericDate.fromSeconds(now.getValue() + TokenClaims.MAX_LIFE_SECONDS);
        claims.setExpirationTime(end);
        claims.setClaim(TokenClaims.KIND, caller.kind().name());
        claims.setClaim(TokenClaims.ADDRESS, address);
        if (caller.signedIn()) {
            describe(caller, claims);
        } else {
            claims.setSubject(TokenClaims.ANONYMOUS);
        }
        return claims;
    }

    private static void describe(Caller caller, JwtClaims claims) {
        claims.setSubject(caller.account().toString());
        claims.setClaim(TokenClaims.USERNAME, caller.username());
        claims.setClaim(TokenClaims.SESSION_ID, caller.credential().toString());
        claims.setStringListClaim(
                TokenClaims.GROUPS,
                caller.roles().stream().sorted().map(Role::text).toList());
        claims.setClaim(
                TokenClaims.SCOPE,
                caller.scopes().stream().sorted().map(Scope::text).collect(Collectors.joining(" ")));
        if (caller.provenUntil() != null) {
            claims.setClaim(TokenClaims.PROVEN_UNTIL, caller.provenUntil().getEpochSecond());
        }
    }

    private String sign(JwtClaims claims) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
        signature.setHeader("typ", TokenClaims.TYPE);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException unsigned) {
            throw new IllegalStateException("the signing key doesn't sign", unsigned);
        }
    }
}
