package weft.service.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.StringPermission;
import io.quarkus.security.credential.TokenCredential;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.smallrye.mutiny.Uni;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Permission;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.service.problem.ProblemException;
import weft.service.time.SetClock;

class CallerIdentitiesTest {

    private static final Permission READ = new MessagePermission("messages", new String[] {"read"});
    private static final Permission WRITE = new MessagePermission("messages", new String[] {"write"});
    private static final Permission ANYONE = new MessagePermission(ServicePermission.ANYONE, null);
    private static final Permission PROOF = new MessagePermission(ServicePermission.RECENT_PROOF, null);

    @TempDir
    Path directory;

    private final SetClock machine = new SetClock().set(Instant.now());
    private OctetKeyPairJsonWebKey key;
    private CallerIdentities identities;

    /** Outside a container the first to use it sets context propagation up, and only one may. */
    @BeforeAll
    static void setUpContextPropagation() {
        Uni.createFrom().item(1).map(one -> one).await().indefinitely();
    }

    @BeforeEach
    void publish() throws Exception {
        key = OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519);
        key.setKeyId("one");
        Path file = Files.writeString(directory.resolve("jwks.json"), new JsonWebKeySet(key).toJson());
        identities = new CallerIdentities(
                new TokenVerifier(new KeySetFile(file), new SimpleMeterRegistry()), machine.clock());
    }

    @Test
    void theIdentityIsTheCallerWithTheScopesOfTheToken() {
        Caller caller = caller(Caller.Kind.SESSION, machine.now().plusSeconds(60));
        SecurityIdentity identity = identity(token(caller, Audience.MESSAGE));
        assertThat(identity.getPrincipal()).isEqualTo(caller);
        assertThat(identity.isAnonymous()).isFalse();
        assertThat(held(identity, READ)).isTrue();
        assertThat(held(identity, ANYONE)).isTrue();
        assertThat(held(identity, PROOF)).isTrue();
        assertThat(problem(identity, WRITE)).isEqualTo("403 not-allowed");
    }

    @Test
    void whoIsNotSignedInHasNoScopeAndWhoProvedNothingNoProof() {
        SecurityIdentity nobody = identity(token(Caller.anonymous("203.0.113.9"), Audience.MESSAGE));
        assertThat(nobody.isAnonymous()).isTrue();
        assertThat(held(nobody, ANYONE)).isTrue();
        assertThat(problem(nobody, READ)).isEqualTo("401 not-signed-in");
        assertThat(problem(nobody, PROOF)).isEqualTo("401 not-signed-in");

        assertThat(problem(identity(token(caller(Caller.Kind.SESSION, machine.now()), Audience.MESSAGE)), PROOF))
                .isEqualTo("403 proof-needed");
        assertThat(problem(identity(token(caller(Caller.Kind.API_TOKEN, null), Audience.MESSAGE)), PROOF))
                .isEqualTo("403 not-allowed");
    }

    @Test
    void aTokenForAnotherServiceOpensNothingAndNorDoesWhatNoServiceAsksFor() {
        Caller caller = caller(Caller.Kind.SESSION, machine.now().plusSeconds(60));
        for (Audience other : List.of(Audience.AUTH, Audience.TRANSPORT)) {
            SecurityIdentity identity = identity(token(caller, other));
            for (Permission each : List.of(READ, WRITE, ANYONE, PROOF)) {
                assertThat(held(identity, each)).as("%s %s", other, each).isFalse();
            }
        }
        SecurityIdentity identity = identity(token(caller, Audience.MESSAGE));
        assertThat(held(identity, new StringPermission("messages", "read"))).isFalse();
        assertThat(held(identity, new PeerPermission(PeerPermission.PEER))).isFalse();
        assertThat(identity.getRoles()).isEmpty();
    }

    @Test
    void whatIsNoTokenOfOursIsNobody() {
        String token = token(Caller.anonymous("203.0.113.9"), Audience.MESSAGE);
        for (String forged : List.of(
                "", "x", "x.y.z", token + "x", token.substring(0, token.lastIndexOf('.') + 1), "x".repeat(9_000))) {
            assertThatThrownBy(() -> identity(forged)).as(forged).isInstanceOf(AuthenticationFailedException.class);
        }
    }

    /** A 404 would say that there is nothing, to somebody who has done nothing wrong. */
    @Test
    void aTokenOfAnotherTimeIsNoDenialButAnInvitationToComeAgain() {
        Caller caller = caller(Caller.Kind.SESSION, Instant.now().plus(Duration.ofDays(40)));
        String token = token(caller, Audience.MESSAGE);
        String forAnother = token(caller, Audience.AUTH);
        for (Duration step : List.of(
                Duration.ofHours(1),
                Duration.ofHours(-1),
                Duration.ofDays(1),
                Duration.ofDays(-1),
                Duration.ofSeconds(-1_795_000_000))) {
            assertThat(held(identity(token), READ)).as("before %s", step).isTrue();
            machine.step(step);
            for (Permission each : List.of(READ, WRITE, ANYONE)) {
                assertThat(problem(identity(token), each))
                        .as("%s %s", step, each)
                        .isEqualTo("503 unavailable");
            }
            assertThat(held(identity(forAnother), READ)).as("%s", step).isFalse();
            machine.step(step.negated());
        }
    }

    @Test
    void aPermissionThatNobodyCanHaveStopsTheStart() {
        assertThatThrownBy(() -> new AuthPermission("acounts", new String[] {"read"}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("acounts:read");
        assertThatThrownBy(() -> new AuthPermission("accounts", new String[] {"read", "write"}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private SecurityIdentity identity(String token) {
        return identities
                .authenticate(new TokenAuthenticationRequest(new TokenCredential(token, "Bearer")), null)
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    private static boolean held(SecurityIdentity identity, Permission permission) {
        return identity.checkPermission(permission).await().atMost(Duration.ofSeconds(10));
    }

    private static String problem(SecurityIdentity identity, Permission permission) {
        try {
            return "held: " + held(identity, permission);
        } catch (ProblemException refused) {
            return refused.problem().status() + " " + refused.problem().type().replaceAll(".*:", "");
        }
    }

    private Caller caller(Caller.Kind kind, Instant provenUntil) {
        return new Caller(
                kind,
                UUID.randomUUID(),
                "ann",
                UUID.randomUUID(),
                Set.of(Role.MEMBER),
                Set.of(Scope.MESSAGES_READ),
                provenUntil == null ? null : Instant.ofEpochSecond(provenUntil.getEpochSecond()),
                "203.0.113.9");
    }

    private String token(Caller caller, Audience audience) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(TokenClaims.ISSUER);
        claims.setAudience(audience.text());
        claims.setExpirationTimeMinutesInTheFuture(1);
        claims.setIssuedAtToNow();
        claims.setSubject(caller.signedIn() ? caller.account().toString() : TokenClaims.ANONYMOUS);
        claims.setClaim(TokenClaims.KIND, caller.kind().name());
        claims.setClaim(TokenClaims.ADDRESS, caller.address());
        if (caller.signedIn()) {
            claims.setClaim(TokenClaims.SESSION_ID, caller.credential().toString());
            claims.setClaim(TokenClaims.USERNAME, caller.username());
            claims.setStringListClaim(
                    TokenClaims.GROUPS, caller.roles().stream().map(Role::text).toList());
            claims.setClaim(
                    TokenClaims.SCOPE, caller.scopes().stream().map(Scope::text).collect(Collectors.joining(" ")));
            if (caller.provenUntil() != null) {
                claims.setClaim(TokenClaims.PROVEN_UNTIL, caller.provenUntil().getEpochSecond());
            }
        }
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
        signature.setHeader("typ", TokenClaims.TYPE);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException unsigned) {
            throw new IllegalStateException(unsigned);
        }
    }
}
