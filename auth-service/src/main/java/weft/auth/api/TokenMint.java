package weft.auth.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.stream.Collectors;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;
import weft.auth.store.KeyDirectory;
import weft.service.token.Audience;
import weft.service.token.Caller;
import weft.service.token.Role;
import weft.service.token.Scope;
import weft.service.token.TokenClaims;

/** Signs the tokens that tell a service on whose behalf the gateway calls: one service, one minute. */
@ApplicationScoped
public class TokenMint {

    private final PublicJsonWebKey key;

    @Inject
    TokenMint(KeyDirectory keys) {
        this.key = keys.signingKey();
    }

    /** A token for the service, in the name of the caller, who is at {@code address}. Takes less than a millisecond. */
    public String mint(Caller caller, Audience audience, String address) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(TokenClaims.ISSUER);
        claims.setAudience(audience.text());
        NumericDate now = NumericDate.now();
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
        return sign(claims);
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
        if (caller.provenAt() != null) {
            claims.setClaim(TokenClaims.AUTH_TIME, caller.provenAt().getEpochSecond());
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
