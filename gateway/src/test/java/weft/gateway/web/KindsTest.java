package weft.gateway.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Base64;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import weft.browser.Browser;

/** Messages that are more than text: what they hold is named, and what they answer is shown. */
@QuarkusTest
class KindsTest extends WebInterface {

    private static final String PEER = "feed0011223344556677889900aabbcc";
    private static final int RECORDED = 6_000;

    @Test
    void whatIsNoTextIsNamedInTheListAndInTheThread() {
        node.change(() -> {
            arrives(
                    "",
                    new JsonObject()
                            .put(
                                    "kinds",
                                    new JsonArray()
                                            .add(kind("telemetry", 30))
                                            .add(new JsonObject().put("kind", "appearance"))));
            arrives(
                    "",
                    new JsonObject()
                            .put(
                                    "kinds",
                                    new JsonArray()
                                            .add(new JsonObject()
                                                    .put("kind", "reaction")
                                                    .put("text", "👍")
                                                    .put("to", "ab".repeat(32)))));
            return arrives(
                    "",
                    new JsonObject()
                            .put("kinds", new JsonArray().add(kind("voice", RECORDED)))
                            .put(
                                    "audio",
                                    new JsonObject()
                                            .put("mode", 4)
                                            .put("data", Base64.getEncoder().encodeToString(new byte[RECORDED]))));
        });
        Page page = signedIn(Browser.Look.DESKTOP);
        assertThat(page.locator("weft-conversation-row")).containsText("Voice message, 6 kB");

        page.navigate(threadWith(PEER));
        Locator bubbles = page.locator("weft-bubble");
        assertThat(bubbles.nth(0)).containsText("Telemetry, 30 bytes");
        assertThat(bubbles.nth(0)).not().containsText("wants to look");
        assertThat(bubbles.nth(1)).containsText("Reaction: 👍");
        assertThat(bubbles.nth(2).locator("bdi.name")).hasText("Voice message.c2");
        assertThat(bubbles.nth(2).getByLabel("Save Voice message.c2"))
                .hasAttribute("href", java.util.regex.Pattern.compile("blob:.*"));
        assertThat(page.getByText("(no text)")).hasCount(0);
        Browser.look(page, Browser.Look.DESKTOP, "42-kinds");
        button(page, "Play").click();
        assertThat(page.getByText("This page can't play this kind of recording."))
                .isVisible();
    }

    @Test
    void aMessageIsAnsweredWithItsWordsAboveTheAnswer() {
        node.change(() -> arrives("Are you coming to the pier?", new JsonObject()));
        Page page = signedIn(Browser.Look.PHONE);
        page.navigate(threadWith(PEER));
        button(page, "Reply").click();
        assertThat(message(page)).isFocused();
        assertThat(page.locator("weft-composer blockquote")).hasText("Are you coming to the pier?");
        message(page).fill("At ten.");
        button(page, "Send").click();

        assertThat(page.locator("weft-bubble").last().locator("blockquote")).hasText("Are you coming to the pier?");
        assertThat(page.locator("weft-composer blockquote")).hasCount(0);
        Browser.look(page, Browser.Look.PHONE, "43-reply");
        JsonObject sent = node.change(() -> node.mailbox.thread(PEER).getFirst());
        Assertions.assertThat(sent.getString("replyTo")).isEqualTo("%064x".formatted(1));
        Assertions.assertThat(sent.getString("replyQuote")).isEqualTo("Are you coming to the pier?");
    }

    private JsonObject arrives(String content, JsonObject more) {
        return node.mailbox.add("in", PEER, content, Instant.now(), more);
    }

    private static JsonObject kind(String kind, int size) {
        return new JsonObject().put("kind", kind).put("size", size);
    }
}
