package weft.gateway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.service.net.Source;

class ForwardedHeaderTest {

    @Test
    void allLinesAreOneList() {
        assertThat(ForwardedHeader.X_FORWARDED_FOR.hops(List.of("1.2.3.4", " 5.6.7.8 ,, 9.9.9.9")))
                .contains(List.of("1.2.3.4", "5.6.7.8", "9.9.9.9"));
        assertThat(ForwardedHeader.FORWARDED.hops(List.of(
                        "for=1.2.3.4;proto=https",
                        "by=10.0.0.1;FOR=\"[2001:db8::1]:4711\", for=\"_\\\"a,b;c\" ;host=x, proto=http")))
                .contains(List.of("1.2.3.4", "[2001:db8::1]:4711", "_\"a,b;c", "unknown"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for",
                "for=",
                "for=\"1.2.3.4",
                "for=a b",
                "for=1.2.3.4;for=5.6.7.8",
                "for =1.2.3.4",
                "for=\"a\"b"
            })
    void whatIsNotOfTheFormIsNotRead(String line) {
        assertThat(ForwardedHeader.FORWARDED.hops(List.of(line))).isEmpty();
    }

    @Test
    void nobodyHasAThousandProxies() {
        assertThat(ForwardedHeader.X_FORWARDED_FOR.hops(List.of("1.2.3.4,".repeat(1_000))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1.2.3.4, 1.2.3.4",
        "1.2.3.4:4711, 1.2.3.4",
        "2001:db8::1, 2001:db8::1",
        "[2001:db8::1], 2001:db8::1",
        "[2001:DB8::1]:4711, 2001:db8::1",
        "::ffff:1.2.3.4, 1.2.3.4"
    })
    void aHopIsAnAddressWithOrWithoutPort(String hop, String address) {
        assertThat(ForwardedHeader.source(hop)).map(Source::address).contains(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unknown",
                "_hidden",
                "evil outcome=admitted",
                "1.2.3",
                "[1.2.3.4]",
                "a.example:80",
                "1.2.3.4:x y",
                ""
            })
    void anythingElseIsNone(String hop) {
        assertThat(ForwardedHeader.source(hop)).isEmpty();
    }
}
