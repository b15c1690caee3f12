package weft.service.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceTest {

    @Test
    void theNetworkOfAnAddressIsItsSlash24OrSlash56() {
        assertThat(Source.of("192.0.2.1").network())
                .isEqualTo(Source.of("192.0.2.200").network());
        assertThat(Source.of("192.0.2.1").network())
                .isNotEqualTo(Source.of("192.0.3.1").network());
        assertThat(Source.of("2001:db8:1:2ff::1").network())
                .isEqualTo(Source.of("2001:db8:1:201::9").network());
        assertThat(Source.of("2001:db8:1:2ff::1").network())
                .isNotEqualTo(Source.of("2001:db8:1:300::1").network());
    }

    @Test
    void theHostOfAnAddressIsItselfOrItsSlash64() {
        assertThat(Source.of("2001:db8:1:2::1").host())
                .isEqualTo(Source.of("2001:db8:1:2:ffff::9").host());
        assertThat(Source.of("2001:db8:1:2::1").host())
                .isNotEqualTo(Source.of("2001:db8:1:3::1").host());
        assertThat(Source.of("192.0.2.1").host())
                .isNotEqualTo(Source.of("192.0.2.2").host());
    }

    @ParameterizedTest
    @CsvSource({
        "::ffff:192.0.2.1, 192.0.2.1",
        "::FFFF:c000:0201, 192.0.2.1",
        "2001:DB8:0:0:0:0:0:7, 2001:db8::7",
        "fe80::1%eth0, fe80::1"
    })
    void anAddressHasOneForm(String written, String address) {
        assertThat(Source.of(written).address()).isEqualTo(address);
        assertThat(Source.of(written)).isEqualTo(Source.of(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2.3",
                "localhost",
                "evil outcome=admitted",
                "1.2.3.4 ",
                "1.2.3.4\n",
                "01.2.3.4.5",
                "1.2.3.256",
                "unknown",
                ":::",
                "2001:db8::1::2"
            })
    void whatIsNoAddressIsNoSource(String text) {
        assertThat(Source.parse(text)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> Source.of(text));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "0.0.0.0/0, 203.0.113.1, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "10.0.0.0/8, ::ffff:10.1.1.1, true",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8::7, 2001:db8:0::7, true"
    })
    void aNetworkHoldsItsAddresses(String network, String address, boolean held) {
        assertThat(Network.of(network).contains(Source.of(address))).isEqualTo(held);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "proxy.example",
                "10.0.0.0/33",
                "2001:db8::/129",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "10.0.0/8",
                "10.0.0.0/8/8"
            })
    void whatIsNoNetworkIsRefusedWithItsText(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Network.of(text)).withMessageContaining(text);
    }
}
