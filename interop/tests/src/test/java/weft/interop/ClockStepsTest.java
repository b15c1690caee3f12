package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The clock of a running node and its database is set, with traffic: an hour or a day ahead or back, to 1970, and right again.
 * Nobody is denied anything, and what waits goes on. A look at each step in the gate; with {@code -Dtest.long=true} 35 s, in which
 * tokens are signed anew and housekeeping comes by, and a restart in the middle of each.
 */
class ClockStepsTest {

    private static final boolean LONG = Boolean.getBoolean("test.long");
    private static final Duration AT_EACH_STEP = LONG ? Duration.ofSeconds(35) : Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Step(String name, Duration by) {}

    private static final List<Step> STEPS = List.of(
            new Step("an hour ahead", Duration.ofHours(1)),
            new Step("an hour back", Duration.ofHours(-1)),
            new Step("a day ahead", Duration.ofDays(1)),
            new Step("a day back", Duration.ofDays(-1)),
            new Step("to 1970", WallClock.to1970()));

    @TempDir
    Path directory;

    private final List<String> denied = new ArrayList<>();
    private int answered;

    @Test
    void whoeverSetsTheClockNobodyIsDeniedAnything() {
        WallClock clock = WallClock.in(directory);
        try (WeftNode weft = clock.of(WeftNode.in(directory.resolve("weft"))).start()) {
            Member member = weft.operator().withIdentity("Member");
            RawApi browser = RawApi.signedIn(weft.port(), WeftNode.OPERATOR);
            RawApi program = RawApi.withToken(weft.port(), token(browser));
            try (EventStream events = member.api().stream("/api/v1/events")) {
                traffic("before", clock, browser, program, member, events);
                for (Step step : STEPS) {
                    clock.ahead(step.by());
                    traffic(step.name(), clock, browser, program, member, events);
                    served("signing in " + step.name(), signIn(weft));
                    clock.ahead(Duration.ZERO);
                    traffic(step.name() + " and right again", clock, browser, program, member, events);
                }
            }
            if (LONG) {
                for (Step step : STEPS) {
                    restarted(step.name(), weft, clock.ahead(step.by()), browser, program, member);
                }
            }
        }
        assertThat(denied).as("denied of %d", answered).isEmpty();
        System.out.printf("clock steps: %d requests, none denied%n", answered);
    }

    private void restarted(String name, WeftNode weft, WallClock clock, RawApi browser, RawApi program, Member member) {
        weft.stop();
        weft.start();
        clock.ahead(Duration.ZERO);
        try (EventStream events = member.api().stream("/api/v1/events")) {
            traffic("begun " + name + ", then right again", clock, browser, program, member, events);
        }
    }

    /** Reads, a message that has to arrive and an event that has to be told. */
    private void traffic(
            String when, WallClock clock, RawApi browser, RawApi program, Member member, EventStream events) {
        long end = System.nanoTime() + AT_EACH_STEP.toNanos();
        String own = "/api/v1/identities/" + member.identity();
        do {
            for (RawApi client : List.of(browser, program)) {
                served(when, client.send("GET", own));
                served(when, client.send("GET", own + "/messages"));
                served(when, client.send("GET", "/api/v1/announces"));
            }
            served(when, browser.send("GET", "/api/v1/session"));
            served(when, browser.send("GET", "/api/v1/accounts"));
            LockSupport.parkNanos(LONG ? 500_000_000 : 50_000_000);
        } while (System.nanoTime() < end);
        RawApi.Answer sent = browser.send(
                "POST",
                own + "/messages",
                "application/json",
                JSON.valueToTree(Map.of("to", member.address(), "content", when))
                        .toString());
        served(when, sent);
        assertThat(denied).as("denied of %d", answered).isEmpty();
        String id = sent.body().path("id").asText();
        JsonNode message = member.awaitState(id, "delivered", SOON);
        assertThat(Instant.parse(message.get("sentAt").asText()))
                .as("%s: the clock of the node is the one that was set", when)
                .isCloseTo(Instant.now().plus(clock.ahead()), within(30, ChronoUnit.SECONDS));
        Api.await("the event of message " + id, SOON, () -> events.events().stream()
                .anyMatch(event -> event.data().toString().contains(id)));
    }

    private static RawApi.Answer signIn(WeftNode weft) {
        return RawApi.anonymous(weft.port())
                .send(
                        "POST",
                        "/api/v1/session",
                        "application/json",
                        JSON.valueToTree(Map.of("username", WeftNode.OPERATOR, "password", WeftNode.PASSWORD))
                                .toString());
    }

    /** A request that was on its way while the clock was set may be told to come again, and nothing worse. */
    private void served(String when, RawApi.Answer answer) {
        answered++;
        if (answer.status() >= 300 && answer.status() != 503) {
            denied.add(when + ": " + answer);
        }
    }

    private static String token(RawApi browser) {
        return browser.send(
                        "POST",
                        "/api/v1/tokens",
                        "application/json",
                        "{\"name\": \"program\", \"scopes\": [\"identities:read\", \"messages:read\", \"mesh:read\"]}")
                .body()
                .get("token")
                .asText();
    }
}
