package weft.message.api.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedJsonTest {

    @Test
    void textIsReadAsItIsWritten() throws IOException {
        byte[] json = "{\"content\": \"Grüße \uD83D\uDE00\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(BoundedJson.read(json).path("content").textValue()).isEqualTo("Grüße \uD83D\uDE00");
    }

    /** In a name, in a text, and at the end of the bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"content\": \"H\u00e4llo\"}", "{\"\u00ff\": 1}", "{\"content\": \"\u00c3"})
    void bytesThatAreNoUtf8AreRefusedAndNotReplaced(String latin1) {
        byte[] json = latin1.getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> BoundedJson.count(json)).isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> BoundedJson.read(json)).isInstanceOf(JsonProcessingException.class);
    }
}
