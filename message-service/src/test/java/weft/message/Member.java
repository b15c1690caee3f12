package weft.message;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageFields;
import weft.message.domain.MemberIdentity;
import weft.message.domain.Method;
import weft.message.domain.StoredMessage.Reception;
import weft.message.store.Journal;
import weft.reticulum.Address;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.identity.PrivateIdentity;
import weft.service.token.Audience;
import weft.service.token.Role;
import weft.service.token.Scope;
import weft.service.token.TokenClaims;

/** A member as the gateway lets it in: with a token signed by the key whose public half the service reads. */
public final class Member {

    private static final OctetKeyPairJsonWebKey KEY = key();

    final UUID account = UUID.randomUUID();
    final UUID session = UUID.randomUUID();

    /** What the account may do. */
    List<Role> roles = List.of(Role.MEMBER);

    /** Whether the password counts as given just now. */
    boolean proven;

    /** A request in this member's name. */
    RequestSpecification call() {
        return given().header("Authorization", "Bearer " + token());
    }

    public Response post(String path, Object body) {
        return call().contentType(ContentType.JSON).body(body).post(path);
    }

    public Response patch(String path, Object body) {
        return call().contentType(ContentType.JSON).body(body).patch(path);
    }

    public Response get(String path) {
        return call().get(path);
    }

    /** A new identity of this member: its id and address. */
    public Own identity(String name) {
        Response made = post("/api/v1/identities", Map.of("displayName", name));
        made.then().statusCode(201);
        return new Own(made.path("id"), made.path("address"));
    }

    public record Own(String id, String address) {
        public String path(String rest) {
            return "/api/v1/identities/" + id + rest;
        }
    }

    /** A message for one of the member's addresses, as its Endpoint hands it to the journal. */
    Journal.Arrival arrival(Own to, byte[] packed) {
        return new Journal.Arrival(
                account,
                UUID.fromString(to.id()),
                MemberIdentity.shardOf(Address.parse(to.address())),
                Hashes.sha256(packed),
                Method.DIRECT,
                Reception.UNKNOWN,
                Optional.empty(),
                Instant.now(),
                packed);
    }

    /** A message of that sender and content, likewise. */
    Journal.Arrival arrival(Own to, PrivateIdentity sender, String content) {
        return arrival(
                to,
                Message.sign(
                                sender,
                                Address.parse(to.address()),
                                Instant.now().getEpochSecond(),
                                new byte[0],
                                content.getBytes(StandardCharsets.UTF_8),
                                MessageFields.NONE)
                        .packed());
    }

    String token() {
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
        claims.setStringListClaim(
                TokenClaims.GROUPS,
                roles.stream().map(role -> role.name().toLowerCase(Locale.ROOT)).toList());
        claims.setClaim(
                TokenClaims.SCOPE, Scope.of(roles).stream().map(Scope::text).collect(Collectors.joining(" ")));
        if (proven) {
            claims.setClaim(TokenClaims.PROVEN_UNTIL, Instant.now().getEpochSecond() + 60);
        }
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(KEY.getPrivateKey());
        signature.setKeyIdHeaderValue(KEY.getKeyId());
        signature.setHeader("typ", TokenClaims.TYPE);
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static OctetKeyPairJsonWebKey key() {
        try {
            OctetKeyPairJsonWebKey key = OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519);
            key.setKeyId(UUID.randomUUID().toString());
            Path file = Path.of(ConfigProvider.getConfig().getValue("weft.tokens.key-set", String.class));
            Files.createDirectories(file.getParent());
            Files.writeString(file, new JsonWebKeySet(key).toJson());
            return key;
        } catch (JoseException | IOException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
