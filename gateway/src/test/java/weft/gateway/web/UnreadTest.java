package weft.gateway.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.browser.Browser;

/** What counts as unread, and what makes it read. */
@QuarkusTest
class UnreadTest extends WebInterface {

    private static final String OLDEST = "feed0011223344556677889900aabbcc";
    private static final int CONVERSATIONS = 70;
    private static final int READ = 20;
    private static final int UNREAD = 60;

    /** How many messages a thread begins with. */
    private static final int FETCHED = 50;

    private static final String LONG = " The tide turns at six, and the boat is at the pier.";

    /** What Lighthouse calls good is 0.1. */
    private static final double GOOD = 0.05;

    private static final String TOP = "bubble.getBoundingClientRect().top";

    @Test
    void theCountIsThatOfAllConversationsAndAPeerOnNoPageHasItsName() {
        node.change(() -> {
            Instant start = Instant.now().minusSeconds(100_000);
            node.mailbox.names.put(OLDEST, "Far Below");
            node.mailbox.add("in", OLDEST, "long ago", start, new JsonObject());
            for (int i = 1; i < CONVERSATIONS; i++) {
                node.mailbox.add("in", "%032x".formatted(i), "hello", start.plusSeconds(i), new JsonObject());
            }
            return null;
        });
        Page page = signedIn(Browser.Look.DESKTOP);
        Locator badge = page.locator("weft-sidebar .badge");
        assertThat(badge).hasText(Integer.toString(CONVERSATIONS));
        assertThat(page).hasTitle("(" + CONVERSATIONS + ") Weft");

        page.navigate(threadWith(OLDEST));

        assertThat(heading(page, "Far Below")).isVisible();
        assertThat(badge).hasText(Integer.toString(CONVERSATIONS - 1));
    }

    @Test
    void theTabCountsInItsTitleAndOnItsIcon() {
        node.change(() -> node.mailbox.add("in", OLDEST, "one", Instant.now(), new JsonObject()));
        Page page = signedIn(Browser.Look.PHONE);
        Locator icon = page.locator("link[rel=icon]");
        assertThat(page).hasTitle("(1) Weft");
        assertThat(icon).hasAttribute("href", Pattern.compile("^blob:"));
        int one = whiteBelow(page);
        page.navigate("/devices");
        assertThat(page).hasTitle("(1) Devices · Weft");

        node.change(() -> {
            for (int i = 0; i < 99; i++) {
                node.mailbox.add("in", OLDEST, "more", Instant.now(), new JsonObject());
            }
            node.tell(
                    "message.conversation",
                    new JsonObject().put("identity", StubMailbox.IDENTITY).put("peer", StubStory.BOB));
            return null;
        });
        assertThat(page).hasTitle("(99+) Devices · Weft");
        await().untilAsserted(() -> Assertions.assertThat(whiteBelow(page)).isGreaterThan(one));

        node.change(() -> {
            node.mailbox.readAll(OLDEST);
            node.tell(
                    "message.conversation",
                    new JsonObject().put("identity", StubMailbox.IDENTITY).put("peer", StubStory.BOB));
            return null;
        });
        assertThat(page).hasTitle("Devices · Weft");
        assertThat(icon).hasAttribute("href", "/weft.svg");
    }

    /** How much of the icon's lower half is white: the count stands there. */
    private static int whiteBelow(Page page) {
        return (int) page.evaluate("""
                async () => {
                  const icon = new Image();
                  icon.src = document.querySelector("link[rel=icon]").href;
                  await icon.decode();
                  const pen = new OffscreenCanvas(64, 64).getContext("2d");
                  pen.drawImage(icon, 0, 0, 64, 64);
                  const { data } = pen.getImageData(0, 32, 64, 32);
                  let white = 0;
                  for (let at = 0; at < data.length; at += 4) if (data[at] > 200) white += 1;
                  return white;
                }""");
    }

    @Test
    void aThreadOpensAtTheFirstUnreadMessageAndOnlyWhatWasSeenIsRead() {
        node.change(() -> {
            for (int i = 1; i <= READ; i++) {
                node.mailbox.add("in", OLDEST, "Read " + i, Instant.now(), new JsonObject());
            }
            node.mailbox.readAll(OLDEST);
            for (int i = 1; i <= UNREAD; i++) {
                node.mailbox.add("in", OLDEST, "Unread " + i, Instant.now(), new JsonObject());
            }
            return null;
        });
        Page page = signedIn(Browser.Look.DESKTOP);
        page.navigate(threadWith(OLDEST));

        assertThat(page.getByText("Not read yet")).isInViewport();
        assertThat(bubble(page, "Unread 1")).isInViewport();
        assertThat(bubble(page, "Unread " + UNREAD)).not().isInViewport();
        await().until(() -> unread() < UNREAD);
        Assertions.assertThat(unread()).isGreaterThan(UNREAD / 2);
        Browser.look(page, Browser.Look.DESKTOP, "40-unread");

        button(page, "To the newest message").click();
        assertThat(bubble(page, "Unread " + UNREAD)).isInViewport();
        await().until(() -> unread() == 0);
        assertThat(page.locator("weft-sidebar .badge")).hasCount(0);
    }

    private static Locator bubble(Page page, String text) {
        return page.locator("weft-bubble").getByText(text, new Locator.GetByTextOptions().setExact(true));
    }

    private int unread() {
        return node.change(
                () -> node.mailbox.peer(OLDEST).getJsonObject("conversation").getInteger("unread"));
    }

    /** Messages of many heights, of which those out of sight are drawn later: the browser counts what that moves. */
    @ParameterizedTest
    @ValueSource(ints = {0, UNREAD / 2})
    void whatIsDrawnLaterMovesNothingInSight(int unread) {
        node.change(() -> {
            for (int i = 1; i <= UNREAD; i++) {
                if (i == UNREAD - unread + 1) {
                    node.mailbox.readAll(OLDEST);
                }
                node.mailbox.add(
                        "in", OLDEST, "Line %d.".formatted(i) + LONG.repeat(i % 7), Instant.now(), new JsonObject());
            }
            if (unread == 0) {
                node.mailbox.readAll(OLDEST);
            }
            return null;
        });
        Page page = signedIn(Browser.Look.PHONE);
        page.addInitScript("""
                window.shifted = 0;
                // On a slow machine the strip may come that says so; it pushes the page down on purpose.
                const strip = () => document.querySelector("weft-app")?.shadowRoot?.querySelector("weft-connection")?.shadowRoot?.querySelector(".strip");
                new PerformanceObserver((shifts) => {
                  for (const shift of shifts.getEntries()) if (!strip()) window.shifted += shift.value;
                }).observe({ type: "layout-shift", buffered: true });
                """);
        page.navigate(threadWith(OLDEST));
        assertThat(page.locator("weft-bubble[drawn]")).hasCount(FETCHED);
        // What a frame moved is told after it.
        afterAFrame(page);

        Assertions.assertThat(((Number) page.evaluate("() => window.shifted")).doubleValue())
                .isLessThan(GOOD);
    }

    /** At the very top and a little below it; a browser keeps what is in sight by itself only in the second case. */
    @ParameterizedTest
    @ValueSource(
            strings = {"(bubble) => bubble.closest('.scroll').scrollTo(0, 0)", "(bubble) => bubble.scrollIntoView()"})
    void olderMessagesThatComeLeaveWhatIsInSightWhereItIs(String scroll) {
        String oldestFetched = "Line %d.".formatted(FETCHED + 1);
        node.change(() -> {
            Instant start = Instant.now().minusSeconds(10_000);
            for (int i = 1; i <= 2 * FETCHED; i++) {
                String content = "Line %d.".formatted(i) + LONG.repeat(i % 7);
                node.mailbox.add("in", OLDEST, content, start.plusSeconds(i), new JsonObject());
            }
            node.mailbox.readAll(OLDEST);
            return null;
        });
        Page page = signedIn(Browser.Look.PHONE);
        page.navigate(threadWith(OLDEST));
        assertThat(page.locator("weft-bubble[drawn]")).hasCount(FETCHED);
        Locator oldest = page.locator("weft-bubble").filter(new Locator.FilterOptions().setHasText(oldestFetched));

        double before = ((Number) oldest.evaluate("(bubble) => { (%s)(bubble); return %s; }".formatted(scroll, TOP)))
                .doubleValue();
        assertThat(page.locator("weft-bubble[drawn]")).hasCount(2 * FETCHED);
        afterAFrame(page);

        Assertions.assertThat(((Number) oldest.evaluate("(bubble) => " + TOP)).doubleValue())
                .isCloseTo(before, Assertions.within(1.0));
        Browser.assertScrollsWhereItShould(page, "a thread");
    }

    private static void afterAFrame(Page page) {
        page.evaluate("() => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))");
    }
}
