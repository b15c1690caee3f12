package weft.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;
import weft.service.token.Audience;
import weft.service.token.Role;
import weft.service.token.Scope;
import weft.service.token.TokenClaims;

/** Mints the tokens that services get from the gateway, where a test runs them without it. */
final class GatewayTokens {

    private final OctetKeyPairJsonWebKey key;
    private final Path keySet;

    /** Makes a key and writes its public half into that file. */
    GatewayTokens(Path keySet) {
        this.keySet = keySet;
        try {
            key = OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519);
            key.setKeyId(UUID.randomUUID().toString());
            Files.createDirectories(keySet.getParent());
            Files.writeString(keySet, new JsonWebKeySet(key).toJson());
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file for {@code weft.tokens.key-set}. */
    Path keySet() {
        return keySet;
    }

    /** Tokens for message-service on behalf of one member. */
    Supplier<String> ofMember(UUID account) {
        UUID session = UUID.randomUUID();
        return () -> sign(claims(account, session));
    }

    private static JwtClaims claims(UUID account, UUID session) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(TokenClaims.ISSUER);
        claims.setAudience(Audience.MESSAGE.text());
        claims.setSubject(account.toString());
        claims.setExpirationTimeMinutesInTheFuture(1);
        claims.setIssuedAtToNow();
        claims.setClaim(TokenClaims.KIND, "SESSION");
        claims.setClaim(TokenClaims.SESSION_ID, session.toString());
        claims.setClaim(TokenClaims.USERNAME, "member");
        claims.setClaim(TokenClaims.ADDRESS, "127.0.0.1");
        claims.setStringListClaim(TokenClaims.GROUPS, List.of(Role.MEMBER.text()));
        claims.setClaim(
                TokenClaims.SCOPE,
                Scope.of(List.of(Role.MEMBER)).stream().map(Scope::text).collect(Collectors.joining(" ")));
        return claims;
    }

    private String sign(JwtClaims claims) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setHeader("typ", TokenClaims.TYPE);
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
