package weft.nativecheck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.msgpack.core.buffer.MessageBuffer;
import weft.nativecheck.samples.HoldsNothing;

class StoredStateTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "HoldsRandomness, randomness (java.util.Random.<init> in weft.nativecheck.samples.HoldsRandomness.<clinit>)",
        "ReadsClockThroughAnother, "
                + "time (java.lang.System.nanoTime in weft.nativecheck.samples.ReadsClockThroughAnother$Begun.nanos)",
        "StartsThread, threads (java.util.concurrent.Executors.newFixedThreadPool in "
                + "weft.nativecheck.samples.StartsThread.<clinit>)",
        "OpensSocket, sockets (java.net.DatagramSocket.<init> in weft.nativecheck.samples.OpensSocket.<clinit>)"
    })
    void whatAnInitialiserGetsIsFoundWithTheMethodThatGetsIt(String sample, String stored) throws IOException {
        assertThat(StoredState.of(List.of(Samples.jar(directory))).of("weft.nativecheck.samples." + sample))
                .containsExactly(stored);
    }

    @Test
    void whatIsAskedForAtRunTimeIsNotStored() throws IOException {
        assertThat(StoredState.of(List.of(Samples.jar(directory))).of(HoldsNothing.class.getName()))
                .isEmpty();
    }

    @Test
    void theBuffersOfMsgpackHoldOffsetsIntoMemory() throws IOException {
        StoredState state = StoredState.of(List.of(Samples.msgpack()));
        assertThat(state.of(MessageBuffer.class.getName())).anyMatch(stored -> stored.startsWith("memory offsets"));
    }
}
