package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import weft.interop.Ledger.Balance;
import weft.interop.peers.FreePorts;
import weft.interop.peers.PeerConfig;
import weft.interop.peers.ReferencePeer;

/**
 * The services of a cluster, of which one after the other stands still for a while with its connections open, and goes on as if nothing
 * had been. Everybody writes meanwhile: nothing that was acknowledged is lost, nothing is there twice, who does not need the frozen one
 * is answered as ever, and who does need it hears so within a bounded time. Only with {@code -Dtest.long=true}.
 */
@EnabledIfSystemProperty(named = "test.long", matches = "true")
class FrozenServicesTest {

    private static final long SEED = Long.getLong("test.seed", System.nanoTime() & 0xFFFF_FFFFL);

    /** Longer than the broker and the database wait for somebody of whom they hear nothing. */
    private static final Duration FROZEN = Duration.ofSeconds(55);

    /** An answer of a service that runs, on a machine that is busy. */
    private static final Duration AT_ONCE = Duration.ofSeconds(4);

    /** The gateway waits 15 s for what only reads, and 5 s for auth-service. */
    private static final Duration OF_A_FROZEN_ONE = Duration.ofSeconds(20);

    private static final Duration OF_FROZEN_AUTH = Duration.ofSeconds(9);
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Duration SETTLED = Duration.ofMinutes(4);

    @TempDir
    Path directory;

    private FourServices weft;
    private Member operator;
    private Member bystander;
    private Service still;
    private long until;

    @Test
    void whoStandsStillForAWhileLosesAndDoublesNothingAndHoldsNobodyElseUp() throws InterruptedException {
        int meshPort = FreePorts.next();
        try (FourServices services =
                        FourServices.start(directory.resolve("services"), meshPort, FreePorts.next(), Set.of("auth"));
                ReferencePeer peer = ReferencePeer.start(
                        PeerConfig.in(directory.resolve("peer")).named("Peer").dialling(meshPort))) {
            weft = services;
            operator = weft.operator().withIdentity("Operator");
            bystander = weft.invitedBy(operator, "bystander").withIdentity("Bystander");
            Member neighbour = weft.invitedBy(operator, "neighbour").withIdentity("Neighbour");
            peer.announce();
            operator.awaitAnnounce(peer.address(), SOON);
            operator.announce();
            peer.awaitAnnounce(operator.address(), SOON);
            TwoWayTraffic traffic = new TwoWayTraffic(peer, operator, neighbour, SEED).start();

            while (frozen(weft.message)) {
                answers("/api/v1/session", 200, AT_ONCE);
                answers("/api/v1/interfaces", 200, AT_ONCE);
                answers("/api/v1/identities", 503, OF_A_FROZEN_ONE);
            }
            System.out.println("message-service stood still; " + traffic.progress());
            awaitAnswer("/api/v1/identities");

            while (frozen(weft.transport)) {
                answers("/api/v1/session", 200, AT_ONCE);
                answers("/api/v1/identities", 200, AT_ONCE);
                writesInside();
                answers("/api/v1/interfaces", 503, OF_A_FROZEN_ONE);
            }
            System.out.println("transport-service stood still; " + traffic.progress());
            awaitAnswer("/api/v1/interfaces");

            anotherAuthTakesOver();
            System.out.println("auth-service stood still; " + traffic.progress());

            traffic.settle(SETTLED);
            List<Balance> balances = traffic.balances(SOON);
            List<String> twice = traffic.writtenTwice();
            CrashReport.add(
                    "Services that stand still",
                    List.of("three services for " + FROZEN.toSeconds() + " s each, seed " + SEED),
                    balances);
            assertThat(balances).allMatch(Balance::isClean);
            assertThat(balances).allMatch(balance -> balance.promised() > 0);
            assertThat(twice).isEmpty();
        }
    }

    /** What one of two was asked when it stood still fails in time; all that comes later the other answers at once. */
    private void anotherAuthTakesOver() {
        Api leaving = weft.stranger();
        Member.signIn(leaving, FourServices.OPERATOR);
        weft.auth.pause(true);
        try {
            weft.address("auth").leadsTo(weft.second("auth"));
            long begin = System.nanoTime();
            awaitAnswer("/api/v1/session");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(OF_FROZEN_AUTH);
            for (int i = 0; i < 50; i++) {
                answers("/api/v1/session", 200, AT_ONCE);
            }
            Member.signIn(weft.stranger(), FourServices.OPERATOR);
            assertThat(leaving.delete("/api/v1/session").status()).isEqualTo(204);
        } finally {
            weft.auth.pause(false);
        }
        weft.address("auth").leadsTo(weft.auth);
        weft.second("auth").kill();
        assertThat(leaving.get("/api/v1/session").status())
                .as("signed out while the one that is asked now stood still")
                .isEqualTo(401);
        awaitAnswer("/api/v1/session");
    }

    /** Stops that service at the first call, and lets it go on at the first one after {@link #FROZEN}. */
    private boolean frozen(Service service) {
        if (still != service) {
            still = service;
            until = System.nanoTime() + FROZEN.toNanos();
            service.pause(true);
            return true;
        }
        if (System.nanoTime() < until) {
            return true;
        }
        still = null;
        service.pause(false);
        return false;
    }

    private void answers(String path, int status, Duration within) {
        long begin = System.nanoTime();
        Api.Answer answer = operator.api().get(path);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        assertThat(answer.status()).as(path).isEqualTo(status);
        assertThat(took).as(path + " answered with " + status).isLessThan(within);
    }

    private void writesInside() {
        long begin = System.nanoTime();
        bystander
                .send(Map.of("to", bystander.address(), "content", "inside " + begin))
                .expect(202);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(AT_ONCE);
    }

    private void awaitAnswer(String path) {
        Api.await(path + " to be answered", SOON, () -> operator.api().get(path).status() == 200);
    }
}
