package weft.message.hosting;

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

/** What waits for the machines on one context. */
@Timeout(60)
class EndpointHostTest {

    private final Vertx vertx = Vertx.vertx();
    private final Context context = ((VertxInternal) vertx).createEventLoopContext();
    private final AtomicLong clock = new AtomicLong();
    private final AtomicInteger dropped = new AtomicInteger();
    private final EndpointHost host = new EndpointHost(vertx, context, clock::get, dropped::incrementAndGet);

    @AfterEach
    void end() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void aRecordPastTheBoundIsDroppedAndACommandIsNot() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        HostedEndpoint machine = Machines.machine(0);
        CompletableFuture<HostedEndpoint> commanded = new CompletableFuture<>();
        host.add(machine, () -> {});
        context.runOnContext(_ -> awaitQuietly(gate));
        ToEndpoint record = new ToEndpoint.NoPath(new Address(1, 1), 1);

        for (int i = 0; i < EndpointHost.BOUND; i++) {
            host.receive(record);
        }
        assertThat(dropped).hasValue(0);
        host.receive(record);
        host.run(machine.address(), commanded::complete);

        assertThat(dropped).hasValue(1);
        assertThat(host.posted()).isEqualTo(EndpointHost.BOUND);
        gate.countDown();
        assertThat(commanded.get(30, TimeUnit.SECONDS)).isSameAs(machine);
        await().atMost(Duration.ofSeconds(30)).until(() -> host.posted() == 0);
        host.receive(record);
        assertThat(dropped).hasValue(1);
    }

    @Test
    void aMachineHasOneWakeHoweverOftenItChangesItsMind() throws Exception {
        HostedEndpoint first = Machines.machine(0);
        HostedEndpoint second = Machines.machine(0);
        host.add(first, () -> {});
        host.add(second, () -> {});
        host.handle(first.address(), Machines.submit());
        for (int i = 1; i <= 100; i++) {
            DeliveryCommand.Submit submit = Machines.submit();
            host.run(second.address(), _ -> clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(1)));
            host.handle(second.address(), submit);
            host.handle(
                    second.address(),
                    new DeliveryCommand.Cancel(submit.message().id()));
        }
        host.handle(second.address(), Machines.submit());
        assertThat(wakes()).isEqualTo(2);

        CompletableFuture<Void> removed = new CompletableFuture<>();
        host.remove(second.address(), () -> removed.complete(null));

        removed.get(30, TimeUnit.SECONDS);
        assertThat(wakes()).isOne();
    }

    @Test
    void aMachineThatIsLetGoDoesNothingAnyMoreAndLeavesItsPlaceToTheNext() throws Exception {
        HostedEndpoint machine = Machines.machine(0);
        host.add(machine, () -> {});
        host.leave().get(30, TimeUnit.SECONDS);
        host.handle(machine.address(), Machines.submit());
        assertThat(wakes()).isZero();
    }

    private int wakes() throws Exception {
        CompletableFuture<Integer> wakes = new CompletableFuture<>();
        context.runOnContext(_ -> wakes.complete(host.wakes()));
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
