package weft.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicUrlTest {

    @ParameterizedTest
    @CsvSource({
        "https://weft.example.org, https://weft.example.org, weft.example.org",
        "https://Weft.Example.org:443/, https://weft.example.org, weft.example.org",
        "HTTPS://10.0.0.7:8443, https://10.0.0.7:8443, 10.0.0.7",
        "https://[2001:db8::7]:8443, https://[2001:db8::7]:8443, [2001:db8::7]"
    })
    void isAHostAndAPort(String text, String url, String host) {
        assertThat(PublicUrl.of(text)).hasToString(url);
        assertThat(PublicUrl.of(text).host()).isEqualTo(host);
        assertThat(PublicUrl.of(text).link("/join#x")).isEqualTo(url + "/join#x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "weft.example.org",
                "http://weft.example.org",
                "https://",
                "https:///join",
                "https://weft.example.org/weft",
                "https://weft.example.org/?a",
                "https://weft.example.org#a",
                "https://me@weft.example.org",
                "https://weft.example.org:0",
                "https://weft.example.org:65536",
                "https://weft example.org",
                "https://weft_node.example.org"
            })
    void anythingElseIsRefusedWithWhatToWrite(String text) {
        assertThatThrownBy(() -> PublicUrl.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(text)
                .hasMessageContaining("https://weft.example.org, with :port");
    }
}
