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

    @Test
    void markdownIsFormattedWhereItsSenderSaysSoAndThePersonWantsIt() {
        String text =
                "## Thursday\n\nBring **rope**, *tea* and `weft.yaml`:\n\n- one\n- two\n  1. deep\n\n> said Bob\n> twice\n\n"
                        + "```\nif (a < b) **c**\n```\n[the plan](https://harbour.example/plan_a_b) 2 * 3 * 4 snake_case_name";
        node.change(() -> {
            arrives(text, new JsonObject().put("fields", new JsonObject().put("15", 2)));
            return arrives("**plain**", new JsonObject());
        });
        Page page = signedIn(Browser.Look.PHONE);
        page.navigate(threadWith(PEER));
        Locator formatted = page.locator("weft-bubble").first().locator(".text");
        assertThat(formatted.locator("strong").first()).hasText("Thursday");
        assertThat(formatted.locator("strong").last()).hasText("rope");
        assertThat(formatted.locator("em")).hasText("tea");
        assertThat(formatted.locator("p > code")).hasText("weft.yaml");
        assertThat(formatted.locator("ul > li")).hasCount(2);
        assertThat(formatted.locator("ul ol > li")).hasText("deep");
        assertThat(formatted.locator("blockquote")).hasText("said Bob\ntwice");
        assertThat(formatted.locator("pre")).hasText("if (a < b) **c**");
        assertThat(formatted.locator("a")).hasAttribute("href", "https://harbour.example/plan_a_b");
        assertThat(formatted.locator("p").last())
                .hasText("the plan (https://harbour.example/plan_a_b) 2 * 3 * 4 snake_case_name");
        assertThat(page.locator("weft-bubble").last().locator(".text")).hasText("**plain**");
        Browser.look(page, Browser.Look.PHONE, "46-markdown");
        Browser.keep(page, Browser.Look.PHONE, "46-markdown");

        button(page, "Show as written").click();
        assertThat(formatted).hasText(text);
        button(page, "Show formatted").click();
        assertThat(formatted.locator("em")).hasText("tea");

        page.navigate("/i/" + StubMailbox.IDENTITY + "/settings");
        page.getByLabel("Format Markdown").uncheck();
        page.navigate(threadWith(PEER));
        assertThat(formatted).hasText(text);
    }

    @Test
    void whatOnePersonWritesInARowStandsTogetherAndNoFailureIsHidden() {
        node.change(() -> {
            arrives("first", new JsonObject());
            arrives("second", new JsonObject());
            mine("delivered before", new JsonObject());
            mine("went wrong", new JsonObject().put("state", "failed"));
            mine("still waits", new JsonObject().put("state", "waiting").put("reason", "path"));
            mine("delivered between", new JsonObject());
            mine("delivered last", new JsonObject());
            return arrives("third", new JsonObject());
        });
        Page page = signedIn(Browser.Look.DESKTOP);
        page.navigate(threadWith(PEER));
        Locator bubbles = page.locator("weft-bubble");
        assertThat(bubbles).hasCount(8);
        Assertions.assertThat(gap(bubbles, 0)).isLessThan(gap(bubbles, 1));
        Assertions.assertThat(gap(bubbles, 5)).isLessThan(gap(bubbles, 6));
        assertThat(bubbles.nth(2).locator(".bubble")).not().containsText("Delivered");
        assertThat(bubbles.nth(3).locator(".bubble")).containsText("Not delivered");
        assertThat(bubbles.nth(4).locator(".bubble")).containsText("Waiting for a path");
        assertThat(bubbles.nth(5).locator(".bubble")).not().containsText("Delivered");
        assertThat(bubbles.nth(6).locator(".bubble")).containsText("Delivered");
        assertThat(bubbles.locator(".bubble time")).hasCount(8);
        Browser.look(page, Browser.Look.DESKTOP, "47-grouped");
    }

    /** Pixels between a bubble and the next. */
    private static double gap(Locator bubbles, int at) {
        var upper = bubbles.nth(at).locator(".bubble").boundingBox();
        return bubbles.nth(at + 1).locator(".bubble").boundingBox().y - upper.y - upper.height;
    }

    private JsonObject mine(String content, JsonObject more) {
        return node.mailbox.add("out", PEER, content, Instant.now(), more);
    }

    private JsonObject arrives(String content, JsonObject more) {
        return node.mailbox.add("in", PEER, content, Instant.now(), more);
    }

    private static JsonObject kind(String kind, int size) {
        return new JsonObject().put("kind", kind).put("size", size);
    }
}
