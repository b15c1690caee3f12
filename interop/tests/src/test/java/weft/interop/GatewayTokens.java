package weft.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;
import weft.service.token.Audience;
import weft.service.token.Role;
import weft.service.token.Scope;
import weft.service.token.TokenClaims;

/** Mints the tokens that services get from the gateway, where a test runs them without it or asks them beside it. */
final class GatewayTokens {

    private final PublicJsonWebKey key;
    private final Path keySet;

    /** Makes a key and writes its public half into that file. */
    GatewayTokens(Path keySet) {
        this(fresh(), keySet);
        try {
            Files.createDirectories(keySet.getParent());
            Files.writeString(keySet, new JsonWebKeySet(key).toJson());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private GatewayTokens(PublicJsonWebKey key, Path keySet) {
        this.key = key;
        this.keySet = keySet;
    }

    /** With the key of an auth-service that runs. */
    static GatewayTokens withKeyIn(Path file) {
        try {
            return new GatewayTokens(PublicJsonWebKey.Factory.newPublicJwk(Files.readString(file)), null);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PublicJsonWebKey fresh() {
        try {
            PublicJsonWebKey key = OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519);
            key.setKeyId(UUID.randomUUID().toString());
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The file for {@code weft.tokens.key-set}. */
    Path keySet() {
        return keySet;
    }

    /** Tokens for message-service on behalf of one member. */
    Supplier<String> ofMember(UUID account) {
        UUID session = UUID.randomUUID();
        return () -> sign(claims(
                Audience.MESSAGE, account.toString(), session, Scope.of(List.of(Role.MEMBER)), List.of(Role.MEMBER)));
    }

    /** A token on behalf of somebody who isn't signed in. */
    String ofNobody(Audience audience) {
        JwtClaims claims = claims(audience, TokenClaims.ANONYMOUS);
        claims.setClaim(TokenClaims.KIND, "ANONYMOUS");
        return sign(claims);
    }

    /** A token on behalf of a session of no account of the node, with all roles and those scopes. */
    String ofSession(Audience audience, Set<Scope> scopes, boolean proven) {
        JwtClaims claims =
                claims(audience, UUID.randomUUID().toString(), UUID.randomUUID(), scopes, List.of(Role.values()));
        if (proven) {
            claims.setClaim(TokenClaims.PROVEN_UNTIL, Instant.now().getEpochSecond() + 60);
        }
        return sign(claims);
    }

    private static JwtClaims claims(Audience audience, String subject) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(TokenClaims.ISSUER);
        claims.setAudience(audience.text());
        claims.setSubject(subject);
        claims.setExpirationTimeMinutesInTheFuture(1);
        claims.setIssuedAtToNow();
        claims.setClaim(TokenClaims.ADDRESS, "127.0.0.1");
        return claims;
    }

    private static JwtClaims claims(
            Audience audience, String account, UUID session, Set<Scope> scopes, List<Role> roles) {
        JwtClaims claims = claims(audience, account);
        claims.setClaim(TokenClaims.KIND, "SESSION");
        claims.setClaim(TokenClaims.SESSION_ID, session.toString());
        claims.setClaim(TokenClaims.USERNAME, "member");
        claims.setStringListClaim(
                TokenClaims.GROUPS, roles.stream().map(Role::text).toList());
        claims.setClaim(TokenClaims.SCOPE, scopes.stream().map(Scope::text).collect(Collectors.joining(" ")));
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
