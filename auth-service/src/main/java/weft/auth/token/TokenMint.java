package weft.auth.token;

import com.github.benmanes.caffeine.cache.Cache;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import org.jose4j.jwk.PublicJsonWebKey;
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

        /** Never the token. */
        @Override
        public String toString() {
            return "Signed[" + at + "]";
        }

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
        Signed fresh = new Signed(sign(caller, audience, address, now), now);
        signed.put(holder, fresh);
        return fresh.token();
    }

    private String sign(Caller caller, Audience audience, String address, Instant at) {
        JwtClaimsBuilder claims = Jwt.issuer(TokenClaims.ISSUER)
                .audience(audience.text())
                .issuedAt(at.getEpochSecond())
                .expiresAt(at.getEpochSecond() + TokenClaims.MAX_LIFE_SECONDS)
                .claim(TokenClaims.KIND, caller.kind().name())
                .claim(TokenClaims.ADDRESS, address);
        if (caller.signedIn()) {
            describe(caller, claims);
        } else {
            claims.subject(TokenClaims.ANONYMOUS);
        }
        return claims.jws()
                .algorithm(SignatureAlgorithm.EDDSA)
                .keyId(key.getKeyId())
                .header("typ", TokenClaims.TYPE)
                .sign(key.getPrivateKey());
    }

    private static void describe(Caller caller, JwtClaimsBuilder claims) {
        claims.subject(caller.account().toString())
                .preferredUserName(caller.username())
                .claim(TokenClaims.SESSION_ID, caller.credential().toString())
                .groups(caller.roles().stream().map(Role::text).collect(Collectors.toSet()))
                .claim(
                        TokenClaims.SCOPE,
                        caller.scopes().stream().sorted().map(Scope::text).collect(Collectors.joining(" ")));
        if (caller.provenUntil() != null) {
            claims.claim(TokenClaims.PROVEN_UNTIL, caller.provenUntil().getEpochSecond());
        }
    }
}
