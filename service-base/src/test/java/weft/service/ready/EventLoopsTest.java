package weft.service.ready;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLoopsTest {

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final EventLoops loops = new EventLoops(vertx, Duration.ofSeconds(2));

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void oneOfTwoThatStandsStillIsToldUntilItGoesOn() {
        CountDownLatch mended = new CountDownLatch(1);
        loops.begin();
        assertThat(loops.call().getStatus()).isEqualTo(Status.UP);
        ((VertxInternal) vertx).getEventLoopGroup().next().execute(() -> {
            try {
                mended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            await().untilAsserted(() -> assertThat(loops.call().getStatus()).isEqualTo(Status.DOWN));
            assertThat(loops.call().getData().orElseThrow())
                    .containsEntry("loops", 2L)
                    .containsEntry("silent", 1L);
        } finally {
            mended.countDown();
        }
        await().untilAsserted(() -> assertThat(loops.call().getStatus()).isEqualTo(Status.UP));
    }
}
