package weft.service.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenVerifierTest {

    private static final int CALLERS = 16;
    private static final String ADDRESS = "203.0.113.9";
    private static final Duration SINCE_1970 = Duration.ofSeconds(-1_795_000_000);

    @TempDir
    Path directory;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    /** Outside a container the first to use it sets context propagation up, and only one may. */
    @BeforeAll
    static void setUpContextPropagation() {
        Uni.createFrom().item(1).map(one -> one).await().indefinitely();
    }

    /** The first requests of a node come together, before anybody has read the keys. */
    @RepeatedTest(20)
    void everyoneWhoComesBeforeTheKeysAreReadIsLetIn() throws Exception {
        String token = token(key("one"), Audience.MESSAGE);
        TokenVerifier verifier = verifier();
        CyclicBarrier together = new CyclicBarrier(CALLERS);
        try (ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<Optional<Caller>>> answers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                answers.add(threads.submit(() -> {
                    together.await();
                    return verify(verifier, token, Audience.MESSAGE);
                }));
            }
            for (Future<Optional<Caller>> answer : answers) {
                assertThat(answer.get()).contains(Caller.anonymous(ADDRESS));
            }
        }
    }

    @Test
    void aTokenForAnotherServiceOrByAnotherKeyIsNone() throws Exception {
        OctetKeyPairJsonWebKey stranger = key("one");
        OctetKeyPairJsonWebKey published = key("one");
        TokenVerifier verifier = verifier();
        assertThat(verify(verifier, token(published, Audience.MESSAGE), Audience.MESSAGE))
                .isPresent();
        assertThat(verify(verifier, token(published, Audience.MESSAGE), Audience.AUTH))
                .isEmpty();
        assertThat(verify(verifier, token(stranger, Audience.MESSAGE), Audience.MESSAGE))
                .isEmpty();
    }

    @Test
    void moreTokensThanAreRememberedAreAllLetInAgain() throws Exception {
        OctetKeyPairJsonWebKey key = key("one");
        TokenVerifier verifier = verifier();
        int past = 200;
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < TokenVerifier.REMEMBERED + past; i++) {
            tokens.add(token(key, Audience.MESSAGE, "203.0.113." + i));
        }

        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < tokens.size(); i++) {
                assertThat(verify(verifier, tokens.get(i), Audience.MESSAGE))
                        .contains(Caller.anonymous("203.0.113." + i));
            }
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> metrics.get("weft_cache_entries").gauge().value() <= TokenVerifier.REMEMBERED);
        assertThat(metrics.get("weft_cache_forgotten").counter().count()).isGreaterThanOrEqualTo(past);
    }

    @Test
    void aTokenIsOfItsMinuteAloneWhicheverWayTheClockIsSet() throws Exception {
        String token = token(key("one"), Audience.MESSAGE);
        TokenVerifier verifier = verifier();
        // Twice: the second time it is remembered.
        for (int i = 0; i < 2; i++) {
            VerifiedToken verified = verifier.verify(token)
                    .await()
                    .atMost(Duration.ofSeconds(10))
                    .orElseThrow();
            assertThat(verified.isOf(Instant.now())).isTrue();
            assertThat(verified.isOf(verified.expires().minusMillis(1))).isTrue();
            assertThat(verified.isOf(verified.expires())).isFalse();
            for (Duration step : List.of(
                    Duration.ofHours(1), Duration.ofHours(-1), Duration.ofDays(1), Duration.ofDays(-1), SINCE_1970)) {
                assertThat(verified.isOf(Instant.now().plus(step)))
                        .as("%s", step)
                        .isFalse();
            }
        }
    }

    @Test
    void aTokenThatSaysLessOrMoreThanOursIsNone() throws Exception {
        OctetKeyPairJsonWebKey key = key("one");
        TokenVerifier verifier = verifier();
        Map<String, Consumer<JwtClaims>> spoilt = Map.of(
                "another issuer", claims -> claims.setIssuer("weft-message"),
                "no issuer", claims -> claims.unsetClaim("iss"),
                "no service", claims -> claims.unsetClaim("aud"),
                "another service", claims -> claims.setAudience("weft-gateway"),
                "two services", claims -> claims.setAudience(Audience.AUTH.text(), Audience.MESSAGE.text()),
                "nobody", claims -> claims.unsetClaim("sub"),
                "no end", claims -> claims.unsetClaim("exp"),
                "a long life", claims -> claims.setExpirationTimeMinutesInTheFuture(10),
                "no kind", claims -> claims.unsetClaim(TokenClaims.KIND),
                "no such kind", claims -> claims.setClaim(TokenClaims.KIND, "OPERATOR"));
        assertThat(verify(verifier, sign(key, claims(Audience.MESSAGE, ADDRESS), TokenClaims.TYPE), Audience.MESSAGE))
                .isPresent();
        spoilt.forEach((what, spoil) -> {
            JwtClaims claims = claims(Audience.MESSAGE, ADDRESS);
            spoil.accept(claims);
            assertThat(verifier.verify(sign(key, claims, TokenClaims.TYPE))
                            .await()
                            .atMost(Duration.ofSeconds(10)))
                    .as(what)
                    .isEmpty();
        });
        assertThat(verify(verifier, sign(key, claims(Audience.MESSAGE, ADDRESS), "JWT"), Audience.MESSAGE))
                .as("another type")
                .isEmpty();
    }

    private TokenVerifier verifier() {
        return new TokenVerifier(new KeySetFile(directory.resolve("jwks.json")), metrics);
    }

    /** Who calls that service. */
    private static Optional<Caller> verify(TokenVerifier verifier, String token, Audience audience) {
        return verifier.verify(token)
                .await()
                .atMost(Duration.ofSeconds(10))
                .filter(verified -> verified.audience() == audience)
                .map(VerifiedToken::caller);
    }

    /** A new key, published instead of any other. */
    private OctetKeyPairJsonWebKey key(String id) throws Exception {
        OctetKeyPairJsonWebKey key = OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519);
        key.setKeyId(id);
        Files.writeString(
                directory.resolve("jwks.json"), new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY));
        return key;
    }

    private static String token(OctetKeyPairJsonWebKey key, Audience audience) {
        return token(key, audience, ADDRESS);
    }

    private static String token(OctetKeyPairJsonWebKey key, Audience audience, String address) {
        return sign(key, claims(audience, address), TokenClaims.TYPE);
    }

    private static JwtClaims claims(Audience audience, String address) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(TokenClaims.ISSUER);
        claims.setAudience(audience.text());
        claims.setSubject(TokenClaims.ANONYMOUS);
        claims.setExpirationTimeMinutesInTheFuture(1);
        claims.setIssuedAtToNow();
        claims.setClaim(TokenClaims.KIND, Caller.Kind.ANONYMOUS.name());
        claims.setClaim(TokenClaims.ADDRESS, address);
        return claims;
    }

    private static String sign(OctetKeyPairJsonWebKey key, JwtClaims claims, String type) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.EDDSA);
        signature.setHeader("typ", type);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException unsigned) {
            throw new IllegalStateException(unsigned);
        }
    }
}
