package weft.service.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenAddressTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "0.0.0.0, 127.0.0.1",
        "127.0.0.1, ::",
        "::, 0.0.0.0",
        "::, ::1",
        "0.0.0.0, ::1",
        "localhost, 127.0.0.1",
        "::1, 0:0:0:0:0:0:0:1",
        "::ffff:127.0.0.1, 127.0.0.1",
        "nowhere.invalid, NOWHERE.invalid"
    })
    void addressesThatOverlapClashAndBothKeysAreNamed(String one, String other) {
        assertThat(clash(one, 4242, other, 4242)).hasValueSatisfying(words -> assertThat(words)
                .contains("weft.a.port", "weft.b.port", "4242")
                .contains(one));
        assertThat(clash(one, 4242, other, 4243)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.2", "127.0.0.1, ::1", "192.0.2.1, 192.0.2.2", "nowhere.invalid, 127.0.0.1"})
    void addressesApartDoNot(String one, String other) {
        assertThat(clash(one, 4242, other, 4242)).isEmpty();
    }

    @Test
    void oneAloneDoesNot() {
        assertThat(ListenAddress.clash(List.of(new ListenAddress("weft.a.port", "::", 1))))
                .isEmpty();
    }

    private static Optional<String> clash(String host, int port, String otherHost, int otherPort) {
        return ListenAddress.clash(List.of(
                new ListenAddress("weft.a.port", host, port), new ListenAddress("weft.b.port", otherHost, otherPort)));
    }
}
