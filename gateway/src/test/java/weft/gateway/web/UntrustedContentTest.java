package weft.gateway.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import weft.browser.Browser;

/** What strangers write is text, whatever it looks like. */
@QuarkusTest
class UntrustedContentTest extends WebInterface {

    private static final JsonObject MARKDOWN = new JsonObject().put("fields", new JsonObject().put("15", 2));
    private static final int MOST_ELEMENTS = 1_000;

    private static final String PEER = "bad0aa11223344556677889900aabbcc";

    @Test
    void markupIsShownAndNeverBecomesAnElement() {
        Page page = threadSaying(
                "<img src=x onerror=alert(1)><script>alert(2)</script> **bold**", "<b>Bold</b>", new JsonObject());
        Locator bubble = page.locator("weft-bubble").last();
        assertThat(bubble).containsText("<img src=x onerror=alert(1)>");
        assertThat(page.locator("weft-bubble img, weft-bubble script, weft-bubble b"))
                .hasCount(0);
        assertThat(heading(page, "<b>Bold</b>")).isVisible();
    }

    @Test
    void markdownOfAStrangerIsNeverMarkupAndNeverHidesWhereALinkLeads() {
        Page page = threadSaying(
                "<img src=x onerror=alert(1)> <b>x</b> &lt;i&gt; ![p](https://track.example/p.png)\n"
                        + "[https://bank.example/](https://evil.example/) [a](javascript:alert(1)) [b](data:text/html,x)\n"
                        + "[c]( https://evil.example/) <https://evil.example/> [d]: https://evil.example/\n\n"
                        + "<script>alert(2)</script>\n# <iframe srcdoc=x>\n`<u>`",
                "Known",
                MARKDOWN);
        Locator text = page.locator("weft-bubble .text");
        assertThat(text.locator("strong")).hasText("<iframe srcdoc=x>");
        assertThat(text.locator("img, b, i, u, script, iframe")).hasCount(0);
        assertThat(text).containsText("https://bank.example/ (https://evil.example/)");
        assertThat(text).containsText("![p]");
        assertThat(text.locator("a[href^='javascript'], a[href^='data'], a[href*='bank']"))
                .hasCount(0);
        for (Locator link : text.locator("a").all()) {
            assertThat(link).hasAttribute("rel", "noopener noreferrer nofollow");
            org.assertj.core.api.Assertions.assertThat(link.textContent()).isEqualTo(link.getAttribute("href"));
        }
    }

    @Test
    void markdownOfAnUnverifiedSenderHasNoLinks() {
        Page page = threadSaying(
                "*see* [here](https://evil.example/)",
                "Unknown",
                MARKDOWN.copy().put("signature", "unverified"));
        assertThat(page.locator("weft-bubble .text em")).hasText("see");
        assertThat(page.locator("weft-bubble .text")).hasText("see here (https://evil.example/)");
        assertThat(page.locator("weft-bubble .text a")).hasCount(0);
    }

    @Test
    void markdownMadeToCostIsShownWithinItsBounds() {
        List<String> costly = List.of(
                "> ".repeat(8_000) + "deep",
                "*a ".repeat(5_000),
                "*a".repeat(5_000) + " *".repeat(2_000),
                "**a __b ".repeat(2_000) + "__ **".repeat(100),
                "`".repeat(100) + " ``".repeat(4_000) + " `" + "```".repeat(1_000),
                "[".repeat(15_000),
                "[a](https://".repeat(1_200),
                "http://a:b@".repeat(1_400),
                "https://a.example/" + "!".repeat(15_000) + "\u0001",
                "- a\n".repeat(3_900),
                IntStream.range(0, 170).mapToObj(n -> " ".repeat(n) + "- x\n").collect(Collectors.joining()),
                "**a** ".repeat(2_600),
                "```\n" + "~~~\n".repeat(3_000),
                "\\".repeat(15_999) + "*",
                "#".repeat(6) + " ".repeat(15_000),
                "1. " + " ".repeat(7_000) + "x\n" + " ".repeat(8_000) + "y");
        node.change(() -> {
            costly.forEach(text -> node.mailbox.add("in", PEER, text, Instant.now(), MARKDOWN));
            return node.mailbox.add("in", PEER, "*a* " + "x".repeat(16_000), Instant.now(), MARKDOWN);
        });
        Page page = threadSaying("*the end*", "Known", MARKDOWN);
        while (page.getByText("Show all of it").count() > 0) {
            page.getByText("Show all of it").first().click();
        }
        assertThat(page.locator("weft-bubble").last().locator("em")).hasText("the end");
        Locator bubbles = page.locator("weft-bubble");
        for (int n = 0; n < costly.size(); n++) {
            Locator text = bubbles.nth(n).locator(".text");
            org.assertj.core.api.Assertions.assertThat(text.locator("strong, em, code, li, p, blockquote, pre")
                            .count())
                    .as(costly.get(n).substring(0, 6))
                    .isLessThanOrEqualTo(3 * MOST_ELEMENTS);
            org.assertj.core.api.Assertions.assertThat(
                            text.locator("blockquote blockquote blockquote blockquote blockquote")
                                    .count())
                    .isZero();
        }
        assertThat(bubbles.nth(costly.size()).locator(".text em")).hasCount(0);
        assertThat(bubbles.nth(0).locator(".text")).containsText("> > > deep");
    }

    @Test
    void onlyWebAddressesOfKnownSendersBecomeLinksAndTheyGiveNothingAway() {
        Page page = threadSaying(
                "see https://weft.example/a?b=c. not javascript:alert(1) nor https://user:pw@bank.example/ nor data:text/html,x",
                "Known",
                new JsonObject());
        Locator links = page.locator("weft-bubble .text a");
        assertThat(links).hasCount(1);
        assertThat(links).hasAttribute("href", "https://weft.example/a?b=c");
        assertThat(links).hasAttribute("rel", "noopener noreferrer nofollow");
    }

    @Test
    void linksAndPicturesOfUnverifiedSendersWaitForTheMember() {
        JsonObject picture = new JsonObject().put("n", 0).put("name", "cat.png").put("size", 900);
        Page page = threadSaying(
                "https://weft.example/",
                "Unknown",
                new JsonObject().put("signature", "unverified").put("attachments", new JsonArray().add(picture)));
        assertThat(page.getByText("Sender not verified yet")).isVisible();
        assertThat(page.locator("weft-bubble .text a")).hasCount(0);
        assertThat(page.locator("weft-bubble img")).hasCount(0);
        button(page, "Show picture (900 bytes)").click();
        assertThat(page.getByText("This is not a picture this page can show.")).isVisible();
    }

    @Test
    void namesOfFilesAndPeopleCannotTurnOrHideTheTextAroundThem() {
        JsonObject file = new JsonObject()
                .put("n", 0)
                .put("name", "../../etc/\u202Egpj.exe")
                .put("size", 10);
        Page page = threadSaying(
                "hello", "Eve\u202E\u0007 drol", new JsonObject().put("attachments", new JsonArray().add(file)));
        assertThat(page.locator("weft-bubble bdi.name")).hasText("gpj.exe");
        assertThat(page.locator("weft-bubble a[download]")).hasAttribute("download", "gpj.exe");
        assertThat(heading(page, "Eve drol")).isVisible();
    }

    @Test
    void aStrangersRequestIsAcceptedOrBlocked() {
        node.change(() -> node.mailbox.standing.put(PEER, new JsonObject().put("request", true)));
        Page page = threadSaying("May I?", "Stranger", new JsonObject());
        assertThat(page.getByText("A stranger wants to write to you.")).isVisible();
        Locator row = page.locator("weft-conversation-row");
        assertThat(row.getByText("Request")).isVisible();
        Browser.look(page, Browser.Look.DESKTOP, "39-request");
        button(page, "Let them in").click();
        assertThat(page.getByText("A stranger wants to write to you.")).hasCount(0);
        assertThat(row.getByText("Request")).hasCount(0);
        button(page, "Block").click();
        assertThat(page.getByText("what came before stays")).isVisible();
        assertThat(row.getByText("Blocked")).isVisible();
        button(page, "Unblock").click();
        assertThat(page.getByText("You blocked this address.")).hasCount(0);
    }

    @Test
    void somebodyOneHasWrittenToCanBeBlocked() {
        node.change(() -> node.mailbox.add("out", PEER, "hello", Instant.now(), new JsonObject()));
        Page page = threadSaying("go away", "Friend", new JsonObject());
        button(page, "Block").click();
        assertThat(page.getByText("You blocked this address.")).isVisible();
        assertThat(page.locator("weft-sidebar .badge")).hasCount(0);
        assertThat(page.getByText("go away").last()).isVisible();
    }

    @Test
    void aPictureInsideTheMessageIsShownAndTextThatIsNoneIsSaid() {
        String data = java.util.Base64.getEncoder().encodeToString(StubStory.view());
        Page page = threadSaying(
                "",
                "Painter",
                new JsonObject()
                        .putNull("content")
                        .put("image", new JsonObject().put("type", "png").put("data", data)));
        assertThat(page.getByAltText("Picture: picture.png")).isVisible();
        assertThat(page.getByText("not text")).isVisible();
    }

    @Test
    void whatIsTooMuchToShowCanBeSavedAndWhatCanNotBeReadIsSaid() {
        node.change(() -> node.mailbox.add(
                "in",
                PEER,
                "",
                Instant.now(),
                new JsonObject().put("unreadable", true).putNull("content").putNull("title")));
        Page page = threadSaying(
                "with a lot beside it",
                "Sender",
                new JsonObject()
                        .put(
                                "unreadFields",
                                new JsonObject()
                                        .put("reason", "too-many-values")
                                        .put("size", 250_004)));
        assertThat(page.getByText("This message holds more than can be shown here"))
                .isVisible();
        assertThat(page.getByText("Save it as a file"))
                .hasAttribute("href", java.util.regex.Pattern.compile("/api/v1/messages/[^/]+/fields"));
        assertThat(page.getByText("can't be read any more").first()).isVisible();
    }

    private Page threadSaying(String content, String name, JsonObject more) {
        node.change(() -> {
            node.mailbox.names.put(PEER, name);
            JsonObject message = node.mailbox.add("in", PEER, content, Instant.now(), more);
            node.mailbox.files.put(
                    message.getString("id") + "/0", "<svg onload=alert(1)>".getBytes(StandardCharsets.UTF_8));
            return null;
        });
        Page page = signedIn(Browser.Look.DESKTOP);
        page.onDialog(dialog -> org.assertj.core.api.Assertions.fail("a dialog was opened: " + dialog.message()));
        page.navigate(threadWith(PEER));
        page.locator("weft-bubble").first().waitFor();
        return page;
    }
}
