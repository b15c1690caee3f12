package weft.reticulum.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.reticulum.endpoint.TwoEndpoints.MILLI;
import static weft.reticulum.endpoint.TwoEndpoints.SECOND;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.msgpack.value.ValueFactory;
import weft.reticulum.Address;
import weft.reticulum.endpoint.EndpointEvent.FileReceived;
import weft.reticulum.endpoint.EndpointEvent.RequestReceived;
import weft.reticulum.endpoint.EndpointEvent.ResponseReceived;
import weft.reticulum.endpoint.TwoEndpoints.Medium;
import weft.reticulum.link.FailureReason;
import weft.reticulum.msgpack.MsgPack;
import weft.reticulum.request.RequestPath;

class EndpointRequestTest {

    private static final EndpointOptions HANDLER =
            new EndpointOptions(true, true, 2 << 20, false, 0, 65_536, 0, EndpointLimits.DEFAULT);

    private static byte[] value(int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(length).nextBytes(bytes);
        return MsgPack.encode(ValueFactory.newBinary(bytes));
    }

    /** A handler that answers with a value of this length. */
    private static void answer(TestHost host, int length) {
        host.also = event -> {
            if (event instanceof RequestReceived request) {
                host.queue(new EndpointCommand.Respond(
                        request.link(), host.newRef(), request.requestId(), value(length), true));
            }
        };
    }

    private static long ask(TestHost host, Address link, byte[] data, long responseBytes) {
        long ref = host.newRef();
        host.command(new EndpointCommand.SendRequest(
                link, ref, 1_700_000_000.5, "/page/index.mu", data, OptionalLong.empty(), responseBytes));
        return ref;
    }

    @TestFactory
    Stream<DynamicTest> carriesRequestsAndResponsesOfEverySize() {
        return Stream.of(1, 400, 1_000, 50_000, 1_500_000).flatMap(asked -> Stream.of(1, 400, 1_000, 50_000, 1_500_000)
                .map(answered -> DynamicTest.dynamicTest(asked + " bytes, answer " + answered, () -> {
                    boolean large = asked + answered > 100_000;
                    TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT.withMtu(large ? 8_192 : 500), HANDLER);
                    answer(world.bob, answered);
                    Address link = world.alice.openLink();
                    long ref = ask(world.alice, link, value(asked), 2 << 20);
                    world.run(300 * SECOND);
                    RequestReceived request =
                            world.bob.first(RequestReceived.class).orElseThrow();
                    assertThat(request.data()).isEqualTo(value(asked));
                    assertThat(request.pathHash()).isEqualTo(RequestPath.hash("/page/index.mu"));
                    assertThat(request.unixTime()).isEqualTo(1_700_000_000.5);
                    assertThat(world.alice.all(ResponseReceived.class)).hasSize(1);
                    ResponseReceived response =
                            world.alice.first(ResponseReceived.class).orElseThrow();
                    assertThat(response.ref()).isEqualTo(ref);
                    assertThat(response.data()).isEqualTo(value(answered));
                    assertThat(world.alice.ended(ref))
                            .as("the response is the end")
                            .isFalse();
                    assertThat(world.bob.all(EndpointEvent.Delivered.class)).hasSize(1);
                })));
    }

    @TestFactory
    Stream<DynamicTest> getsItsAnswerOnceOrFailsOverBadMedia() {
        return Stream.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L)
                .map(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    Medium medium =
                            Medium.PERFECT.withLoss(0.15).withDuplication(0.1).withJitter(15 * MILLI);
                    TwoEndpoints world = new TwoEndpoints(seed, medium, HANDLER);
                    answer(world.bob, 20_000);
                    Address link = world.alice.openLink();
                    long ref = ask(world.alice, link, value(seed % 2 == 0 ? 10 : 5_000), 1 << 20);
                    world.run(600 * SECOND);
                    boolean answered = world.alice.has(ResponseReceived.class);
                    assertThat(answered).isNotEqualTo(world.alice.failure(ref).isPresent());
                    assertThat(world.alice.all(ResponseReceived.class).count()).isLessThanOrEqualTo(1);
                    assertThat(world.bob.all(RequestReceived.class).count()).isLessThanOrEqualTo(1);
                }));
    }

    @Test
    void answersWithAFile() {
        TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, HANDLER);
        byte[] metadata = MsgPack.encode(ValueFactory.newString("x.bin"));
        world.bob.also = event -> {
            if (event instanceof RequestReceived request) {
                world.bob.queue(new EndpointCommand.RespondFile(
                        request.link(), 50, request.requestId(), new byte[100_000], metadata, true));
            }
        };
        Address link = world.alice.openLink();
        long ref = ask(world.alice, link, value(1), 1 << 20);
        world.run(60 * SECOND);
        FileReceived file = world.alice.first(FileReceived.class).orElseThrow();
        assertThat(file.ref()).isEqualTo(ref);
        assertThat(file.content()).isEqualTo(new byte[100_000]);
        assertThat(file.metadata()).isEqualTo(metadata);
        assertThat(world.bob.delivered(50)).isTrue();
    }

    @Test
    void timesOutWhenTheHandlerIsSilent() {
        TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, HANDLER);
        Address link = world.alice.openLink();
        long ref = ask(world.alice, link, value(1), 1_000);
        world.run(11 * SECOND);
        assertThat(world.alice.ended(ref)).isFalse();
        world.run(2 * SECOND);
        assertThat(world.alice.failure(ref).orElseThrow().reason()).isEqualTo(FailureReason.TIMED_OUT);
    }

    @TestFactory
    Stream<DynamicTest> refusesResponsesLargerThanItAskedFor() {
        return Stream.of(300, 3_000)
                .map(size -> DynamicTest.dynamicTest(size + " bytes", () -> {
                    TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, HANDLER);
                    answer(world.bob, size);
                    Address link = world.alice.openLink();
                    long ref = ask(world.alice, link, value(1), 200);
                    world.run(5 * SECOND);
                    assertThat(world.alice.failure(ref).orElseThrow().reason()).isEqualTo(FailureReason.TOO_LARGE);
                    assertThat(world.alice.has(ResponseReceived.class)).isFalse();
                }));
    }

    @TestFactory
    Stream<DynamicTest> takesNoRequestOverItsLimit() {
        EndpointOptions small = new EndpointOptions(true, true, 200, false, 0, 500, 0, EndpointLimits.DEFAULT);
        return Stream.of(small, EndpointOptions.DEFAULT).flatMap(options -> Stream.of(300, 3_000)
                .map(size -> DynamicTest.dynamicTest(options.requestBytes() + " against " + size, () -> {
                    TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, EndpointOptions.DEFAULT, options);
                    Address link = world.alice.openLink();
                    long ref = ask(world.alice, link, value(size), 200);
                    world.run(30 * SECOND);
                    assertThat(world.alice.failure(ref).orElseThrow().reason())
                            .isIn(FailureReason.REJECTED, FailureReason.TIMED_OUT);
                    assertThat(world.bob.has(RequestReceived.class)).isFalse();
                })));
    }

    @Test
    void tellsTheHandlerWhoAsks() {
        TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, HANDLER);
        Address link = world.alice.openLink();
        world.alice.command(new EndpointCommand.Identify(link));
        ask(world.alice, link, value(1), 200);
        world.run(SECOND);
        assertThat(world.bob.first(RequestReceived.class).orElseThrow().identified())
                .isEqualTo(Optional.of(world.alice.identity));
    }
}
