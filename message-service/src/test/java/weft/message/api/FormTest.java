package weft.message.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.service.problem.ProblemException;

/** Forms that are none. */
class FormTest {

    private static final List<String> BODIES = List.of(
            "",
            "--",
            "--b",
            "--b\r\n",
            "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--",
            "--b\r\n\r\n\r\n--b--",
            "--b\r\n".repeat(5_000) + "--b--",
            "--b\r\nContent-Disposition: form-data; name=content\r\n\r\n" + "x".repeat(4_000) + "\r\n--b--\r\n"
                    + "y".repeat(40_000));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data;",
                "multipart/form-data; boundary",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=\"",
                "multipart/form-data; boundary=\"\"",
                "multipart/form-data; charset=utf-8",
                "multipart/form-data; boundary=\u00e4",
                "multipart"
            })
    void aFormThatDoesNotSayWhatStandsBetweenItsPartsIsRefused(String contentType) {
        for (String body : BODIES) {
            assertThatThrownBy(() -> Form.read(contentType, body.getBytes(StandardCharsets.US_ASCII)))
                    .as(body)
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            refusal -> assertThat(refusal.problem().status()).isEqualTo(400));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data; boundary=b",
                "multipart/form-data; boundary=\"b\"",
                "multipart/form-data; boundary=b; charset=nonsense"
            })
    void aBrokenFormIsRefusedOrSaysNothing(String contentType) {
        for (String body : BODIES) {
            try {
                Form form = Form.read(contentType, body.getBytes(StandardCharsets.US_ASCII));
                assertThat(form.files()).as(body).isEmpty();
                assertThat(form.members()).as(body).isEmpty();
            } catch (ProblemException refusal) {
                assertThat(refusal.problem().status()).as(body).isEqualTo(400);
            }
        }
    }

    private static final String WHOLE = "--b\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\nHello\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n\r\nbytes\r\n--b--";

    @Test
    void aFormIsTakenWithItsEndAndWhateverFollowsIt() {
        for (String after : List.of("", "\r\n", "\r\nnobody reads this")) {
            Form form = read(WHOLE + after);
            assertThat(form.members().path("content").textValue()).isEqualTo("Hello");
            assertThat(form.files()).hasSize(1);
        }
    }

    /** RFC 7578 leaves it open; every browser sends the input of files also when nobody chose one. */
    @Test
    void anInputOfFilesInWhichNoneWasChosenIsNoFile() {
        String none = "--b\r\nContent-Disposition: form-data; name=\"attachment\"; filename=\"\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n\r\n";
        Form form = read(none + WHOLE);
        assertThat(form.members().path("content").textValue()).isEqualTo("Hello");
        assertThat(form.files()).singleElement().satisfies(file -> assertThat(file.name())
                .isEqualTo("a.txt"));
        assertThat(read(none + none + "--b--").files()).isEmpty();
    }

    @Test
    void anEmptyFileWithANameIsAFile() {
        Form form = read(WHOLE.replace("bytes", ""));
        assertThat(form.files()).singleElement().satisfies(file -> assertThat(file.data())
                .isEmpty());
    }

    /** The parts before the cut are whole, and the rest would be lost without a word. */
    @Test
    void aFormThatWasCutShortIsRefusedWhereverItWasCut() {
        for (int end = 0; end < WHOLE.length(); end++) {
            String cut = WHOLE.substring(0, end);
            assertThatThrownBy(() -> read(cut)).as(cut).isInstanceOf(ProblemException.class);
        }
    }

    @Test
    void aPartThatIsNoUtf8IsRefused() {
        assertThatThrownBy(() -> read(WHOLE.replace("Hello", "H\u00e4llo")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("content");
    }

    private static Form read(String latin1) {
        return Form.read("multipart/form-data; boundary=b", latin1.getBytes(StandardCharsets.ISO_8859_1));
    }
}
