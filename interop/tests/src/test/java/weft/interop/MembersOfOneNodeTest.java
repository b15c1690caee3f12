package weft.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two members of one node, with no interface at all. */
class MembersOfOneNodeTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void tenMessagesEachWayNeedNoNetwork() {
        try (WeftNode weft = WeftNode.in(directory).start()) {
            Member anna = weft.operator().withIdentity("Anna");
            Member ben = weft.member("ben").withIdentity("Ben");
            IntStream.range(0, 10).forEach(i -> {
                anna.awaitState(anna.send(ben.address(), "to Ben " + i, "auto"), "delivered", SOON);
                ben.awaitState(ben.send(anna.address(), "to Anna " + i, "auto"), "delivered", SOON);
            });
            assertThat(ben.received()).hasSize(10);
            assertThat(anna.received()).hasSize(10);
            assertThat(ben.api()
                            .get("/api/v1/identities/" + anna.identity() + "/conversations")
                            .status())
                    .isEqualTo(404);
        }
    }
}
