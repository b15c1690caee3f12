package weft.message.hosting.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import weft.lxmf.delivery.DeliveryCommand;
import weft.reticulum.Address;
import weft.reticulum.hosting.ToEndpoint;

/** What waits for the endpoints on one context. */
@Timeout(60)
class EndpointLoopTest {

    private final Vertx vertx = Vertx.vertx();
    private final Context context = ((VertxInternal) vertx).createEventLoopContext();
    private final AtomicLong clock = new AtomicLong();
    private final AtomicInteger dropped = new AtomicInteger();
    private final EndpointLoop loop = new EndpointLoop(vertx, context, clock::get, dropped::incrementAndGet);

    @AfterEach
    void end() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void aRecordPastTheBoundIsDroppedAndACommandIsNot() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        MemberEndpoint endpoint = TestEndpoints.member(0);
        CompletableFuture<HostedEndpoint> commanded = new CompletableFuture<>();
        loop.add(endpoint, () -> {});
        context.runOnContext(_ -> awaitQuietly(gate));
        ToEndpoint record = new ToEndpoint.NoPath(new Address(1, 1), 1);

        for (int i = 0; i < EndpointLoop.BOUND; i++) {
            loop.receive(record);
        }
        assertThat(dropped).hasValue(0);
        loop.receive(record);
        loop.run(endpoint.address(), commanded::complete);

        assertThat(dropped).hasValue(1);
        assertThat(loop.posted()).isEqualTo(EndpointLoop.BOUND);
        gate.countDown();
        assertThat(commanded.get(30, TimeUnit.SECONDS)).isSameAs(endpoint);
        await().atMost(Duration.ofSeconds(30)).until(() -> loop.posted() == 0);
        loop.receive(record);
        assertThat(dropped).hasValue(1);
    }

    @Test
    void anEndpointHasOneWakeHoweverOftenItChangesItsMind() throws Exception {
        MemberEndpoint first = TestEndpoints.member(0);
        MemberEndpoint second = TestEndpoints.member(0);
        loop.add(first, () -> {});
        loop.add(second, () -> {});
        handle(first, TestEndpoints.submit());
        for (int i = 1; i <= 100; i++) {
            DeliveryCommand.Submit submit = TestEndpoints.submit();
            loop.run(second.address(), _ -> clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(1)));
            handle(second, submit);
            handle(second, new DeliveryCommand.Cancel(submit.message().id()));
        }
        handle(second, TestEndpoints.submit());
        assertThat(wakes()).isEqualTo(2);

        CompletableFuture<Void> removed = new CompletableFuture<>();
        loop.remove(second.address(), () -> removed.complete(null));

        removed.get(30, TimeUnit.SECONDS);
        assertThat(wakes()).isOne();
    }

    @Test
    void anEndpointThatIsLetGoDoesNothingAnyMoreAndLeavesItsPlaceToTheNext() throws Exception {
        MemberEndpoint endpoint = TestEndpoints.member(0);
        loop.add(endpoint, () -> {});
        loop.leave().get(30, TimeUnit.SECONDS);
        handle(endpoint, TestEndpoints.submit());
        assertThat(wakes()).isZero();
    }

    private void handle(MemberEndpoint endpoint, DeliveryCommand command) {
        loop.run(endpoint.address(), _ -> endpoint.handle(clock.get(), command));
    }

    private int wakes() throws Exception {
        CompletableFuture<Integer> wakes = new CompletableFuture<>();
        context.runOnContext(_ -> wakes.complete(loop.wakes()));
        return wakes.get(30, TimeUnit.SECONDS);
    }

    private static void awaitQuietly(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
