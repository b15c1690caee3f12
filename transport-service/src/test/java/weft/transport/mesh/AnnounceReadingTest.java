package weft.transport.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weft.lxmf.announce.DeliveryAppData;
import weft.reticulum.Decoded;
import weft.reticulum.announce.Announce;
import weft.reticulum.announce.Emission;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.packet.Packet;
import weft.reticulum.router.RouterOutput;

/** One peer has one name, in the announces heard as in conversations. */
class AnnounceReadingTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    @ParameterizedTest
    @CsvSource({"👩‍👩‍👧 Moray, 👩‍👩‍👧 Moray", "a\u202Eb, ab", "\u200D\u3164,"})
    void namesAreThoseOfConversations(String announced, String shown) {
        byte[] appData = new DeliveryAppData(Optional.of(announced), OptionalInt.empty(), true).encode();
        assertThat(name(DestinationName.LXMF_DELIVERY, appData)).isEqualTo(shown);
        assertThat(name(DestinationName.NOMADNETWORK_NODE, announced.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(shown);
    }

    private static String name(DestinationName aspect, byte[] appData) {
        byte[] random = new byte[Emission.RANDOM_LENGTH];
        RANDOM.nextBytes(random);
        Packet packet = Announce.build(
                PrivateIdentity.generate(RANDOM::nextBytes),
                aspect,
                Emission.of(random, 1_800_000_000L),
                Optional.empty(),
                appData,
                false);
        if (!(Announce.decode(packet.encode()) instanceof Decoded.Value<Announce>(Announce announce))) {
            throw new AssertionError("no announce");
        }
        return AnnounceReading.entry(new RouterOutput.AnnounceHeard(announce, 1, 1, new byte[0]), "hub", Instant.EPOCH)
                .orElseThrow()
                .name();
    }
}
