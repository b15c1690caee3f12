package weft.transport.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SocketAddress;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import weft.transport.mesh.ClientSlots.Answer;

/** Six places, a grace of ten; clients are names. */
class ClientSlotsTest {

    private static final Optional<String> LOOPBACK = Optional.empty();
    private static final Optional<String> HERE = Optional.of("here");
    private static final Optional<String> THERE = Optional.of("there");
    private static final Answer<String> FREE = new Answer.Free<>();
    private static final Answer<String> REFUSED = new Answer.Refused<>();

    private final Set<String> delivered = new HashSet<>();
    private final ClientSlots<String> places = new ClientSlots<>(6, 10, delivered::contains);

    private void take(long now, Optional<String> host, String... clients) {
        for (String client : clients) {
            assertThat(places.ask(now, host)).isEqualTo(FREE);
            places.take(now, client, host);
        }
    }

    private static Answer<String> insteadOf(String client) {
        return new Answer.InsteadOf<>(client);
    }

    @Test
    void whoHasBeenSilentForLongestGivesWayAfterTheGrace() {
        take(0, LOOPBACK, "a", "b");
        take(5, LOOPBACK, "c", "d", "e", "f");
        delivered.add("a");
        assertThat(places.ask(9, HERE)).isEqualTo(REFUSED);
        assertThat(places.ask(10, HERE)).isEqualTo(insteadOf("b"));
        places.leave("b");
        places.take(10, "g", HERE);
        assertThat(places.ask(14, HERE)).isEqualTo(REFUSED);
        assertThat(places.ask(15, HERE)).isEqualTo(insteadOf("c"));
    }

    @Test
    void whereAllHaveDeliveredSomethingTheNewcomerIsRefused() {
        take(0, LOOPBACK, "a", "b", "c", "d", "e", "f");
        delivered.addAll(places.clients());
        assertThat(places.ask(1_000, HERE)).isEqualTo(REFUSED);
    }

    @Test
    void oneHostHasHalfOfThePlacesAndItsOwnGiveWayToItsOwn() {
        take(0, THERE, "x");
        take(0, HERE, "a", "b", "c");
        delivered.add("a");
        assertThat(places.ask(9, HERE)).isEqualTo(REFUSED);
        assertThat(places.ask(10, HERE)).isEqualTo(insteadOf("b"));
        assertThat(places.ask(10, THERE)).isEqualTo(FREE);
        delivered.addAll(Set.of("b", "c"));
        assertThat(places.ask(1_000, HERE)).isEqualTo(REFUSED);
    }

    @Test
    void whatComesOverLoopbackCountsForAllPlacesOnly() {
        take(0, LOOPBACK, "a", "b", "c", "d", "e", "f");
        assertThat(places.ask(0, LOOPBACK)).isEqualTo(REFUSED);
    }

    @Test
    void aSinglePlaceIsForAnyHost() {
        ClientSlots<String> single = new ClientSlots<>(1, 10, delivered::contains);
        assertThat(single.ask(0, HERE)).isEqualTo(FREE);
    }

    @Test
    void aHostIsAnAddressOrANetworkOf64BitsAndLoopbackIsNone() {
        assertThat(host("127.0.0.1")).isEmpty();
        assertThat(host("127.3.2.1")).isEmpty();
        assertThat(host("::1")).isEmpty();
        assertThat(host("192.0.2.7")).isPresent().isNotEqualTo(host("192.0.2.8"));
        assertThat(host("::ffff:192.0.2.7")).isEqualTo(host("192.0.2.7"));
        assertThat(host("2001:db8::7"))
                .isPresent()
                .isEqualTo(host("2001:db8::8"))
                .isNotEqualTo(host("2001:db8:0:1::7"));
        assertThat(ClientSlots.hostOf(null)).isEmpty();
    }

    private static Optional<String> host(String address) {
        return ClientSlots.hostOf(SocketAddress.inetSocketAddress(4242, address));
    }
}
