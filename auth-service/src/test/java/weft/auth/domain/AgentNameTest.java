package weft.auth.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AgentNameTest {

    @Test
    void whatBrowsersSendStaysAsItIs() {
        String browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        assertThat(AgentName.of(browser)).isEqualTo(browser);
        assertThat(AgentName.of("")).isEmpty();
        assertThat(AgentName.of(null)).isNull();
    }

    @Test
    void whatTheDatabaseHasNoPlaceForStandsThereByItsNumber() {
        assertThat(AgentName.of("a\0b\u001b[2J\r\n\ud800")).isEqualTo("a\\u{0}b\\u{1b}[2J\\u{d}\\u{a}\\u{d800}");
        assertThat(AgentName.of("x".repeat(199) + "\ud83e\uddf5")).isEqualTo("x".repeat(199) + "…");
        assertThat(AgentName.of("\0".repeat(10_000))).hasSizeLessThan(8 * AgentName.MAX);
    }
}
