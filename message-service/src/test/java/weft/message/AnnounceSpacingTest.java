package weft.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.Test;
import weft.events.Channels;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.hosting.BusRecord;
import weft.reticulum.hosting.HostingCodec;
import weft.reticulum.hosting.ToRouter;
import weft.service.test.TestDatabase;

/** Own announces leave one a second; on a mesh that takes none, each is given again after ten. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class AnnounceSpacingTest {

    private static final int IDENTITIES = 4;

    /** What lies between the moments in which two announces are given and are put on the bus may differ by as much. */
    private static final long JITTER_MILLIS = 600;

    @Inject
    @Connector(InMemoryConnector.CONNECTOR)
    InMemoryConnector bus;

    @Test
    void newIdentitiesAreAnnouncedOneASecondAndEachAgainAfterTen() {
        Member member = new Member();
        List<Member.Own> made = IntStream.range(0, IDENTITIES)
                .mapToObj(n -> member.identity("Number " + n))
                .toList();
        List<Address> own =
                made.stream().map(identity -> Address.parse(identity.address())).toList();
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> own.stream()
                    .allMatch(address -> given(List.of(address)).size() >= 2));

            List<Long> all = given(own);
            for (int i = 1; i < all.size(); i++) {
                assertThat(all.get(i) - all.get(i - 1)).isGreaterThanOrEqualTo(1_000 - JITTER_MILLIS);
            }
            for (Address address : own) {
                List<Long> times = given(List.of(address));
                assertThat(times.get(1) - times.getFirst()).isGreaterThanOrEqualTo(10_000 - JITTER_MILLIS);
            }
        } finally {
            made.forEach(
                    identity -> member.call().delete(identity.path("")).then().statusCode(204));
        }
    }

    /** When packets of these identities were put on the bus; with nobody to write to, all are announces. */
    private List<Long> given(List<Address> owners) {
        return bus.<byte[]>sink(Channels.PACKETS_OUTBOUND).received().stream()
                .map(Message::getPayload)
                .map(HostingCodec::decodeToRouter)
                .flatMap(record -> record instanceof Decoded.Value<BusRecord<ToRouter>>(BusRecord<ToRouter> sent)
                                && sent.content() instanceof ToRouter.Outbound outbound
                                && owners.contains(outbound.owner())
                        ? Stream.of(sent.ingressMillis())
                        : Stream.<Long>empty())
                .sorted()
                .toList();
    }
}
