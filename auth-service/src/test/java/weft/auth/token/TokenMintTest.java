package weft.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import weft.auth.store.keys.KeyDirectory;
import weft.service.test.TestDatabase;
import weft.service.time.SetClock;
import weft.service.token.Audience;
import weft.service.token.Caller;
import weft.service.token.Role;
import weft.service.token.Scope;
import weft.service.token.TokenVerifier;
import weft.service.token.VerifiedToken;

@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class TokenMintTest {

    private static final String ADDRESS = "203.0.113.7";
    private static final Instant PROVEN = Instant.ofEpochSecond(1_790_000_000);
    private static final Caller MEMBER = caller(Set.of(Scope.MESSAGES_READ, Scope.MESSAGES_WRITE), PROVEN);

    @Inject
    TokenMint mint;

    @Inject
    KeyDirectory keys;

    @Inject
    TokenVerifier verifier;

    @Test
    void theSameCallerIsSignedForOnce() {
        String token = mint.mint(MEMBER, Audience.MESSAGE, ADDRESS);

        assertThat(mint.mint(MEMBER, Audience.MESSAGE, ADDRESS)).isSameAs(token);
        assertThat(verify(token, Audience.MESSAGE)).contains(MEMBER);
    }

    /** The tokens end by the clock on the wall, and whoever checks them goes by it. */
    @Test
    void whenTheClockWasSetEverybodyIsSignedForAgain() {
        for (Duration step :
                List.of(Duration.ofHours(1), Duration.ofHours(-1), Duration.ofDays(1), Duration.ofDays(-20_000))) {
            SetClock machine = new SetClock();
            TokenMint one = new TokenMint(keys, new SimpleMeterRegistry(), machine.clock());
            String token = one.mint(MEMBER, Audience.MESSAGE, ADDRESS);
            machine.pass(Duration.ofSeconds(29));
            assertThat(one.mint(MEMBER, Audience.MESSAGE, ADDRESS))
                    .as("%s", step)
                    .isSameAs(token);

            machine.step(step);

            assertThat(one.mint(MEMBER, Audience.MESSAGE, ADDRESS))
                    .as("%s", step)
                    .isNotEqualTo(token);
        }
    }

    @Test
    void whateverIsDifferentOfTheCallerTakesAnotherToken() {
        String token = mint.mint(MEMBER, Audience.MESSAGE, ADDRESS);
        Caller reader = caller(Set.of(Scope.MESSAGES_READ), PROVEN);
        Caller provenAgain = caller(MEMBER.scopes(), PROVEN.plusSeconds(60));

        assertThat(mint.mint(MEMBER, Audience.AUTH, ADDRESS)).isNotEqualTo(token);
        assertThat(mint.mint(MEMBER, Audience.MESSAGE, "203.0.113.8")).isNotEqualTo(token);
        assertThat(verify(mint.mint(reader, Audience.MESSAGE, ADDRESS), Audience.MESSAGE))
                .contains(reader);
        assertThat(verify(mint.mint(provenAgain, Audience.MESSAGE, ADDRESS), Audience.MESSAGE))
                .contains(provenAgain);
    }

    @Test
    void moreCallersThanAreRememberedAreAllSignedFor() {
        for (int i = 0; i < TokenMint.REMEMBERED + 200; i++) {
            String address = "10.0." + (i >> 8) + "." + (i & 0xff);
            assertThat(verify(mint.mint(Caller.anonymous(address), Audience.MESSAGE, address), Audience.MESSAGE))
                    .contains(Caller.anonymous(address));
        }
    }

    private Optional<Caller> verify(String token, Audience audience) {
        return verifier.verify(token)
                .await()
                .atMost(Duration.ofSeconds(10))
                .filter(verified -> verified.audience() == audience)
                .map(VerifiedToken::caller);
    }

    private static Caller caller(Set<Scope> scopes, Instant proven) {
        return new Caller(
                Caller.Kind.SESSION,
                UUID.fromString("6b1c1f3e-2d0a-4a56-9d52-0d3f6a1f7c11"),
                "ann",
                UUID.fromString("0d9c4b52-86b9-4c39-8f8e-6f2b8a1f0b21"),
                Set.of(Role.MEMBER),
                scopes,
                proven,
                ADDRESS);
    }
}
