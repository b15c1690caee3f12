package weft.gateway.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import weft.browser.Browser;

/** How much the page shows and fetches by itself. */
@QuarkusTest
class ShownBoundsTest extends WebInterface {

    private static final String PEER = "feed0011223344556677889900aabbcc";
    private static final int TEXT = 4_000;
    private static final int PICTURE = 2_000_000;
    private static final int SEARCHED = 10_000;
    private static final int FETCHED_ALONE = 20;

    private static final LocatorAssertions.ContainsTextOptions SOON =
            new LocatorAssertions.ContainsTextOptions().setTimeout(25_000);

    @Test
    void ofALongTextTheBeginningIsShownAndTheRestOnDemand() {
        node.change(() -> node.mailbox.add("in", PEER, "x".repeat(TEXT) + "the end", Instant.now(), new JsonObject()));
        Page page = thread();
        Locator text = page.locator("weft-bubble .text");
        assertThat(text).hasText("x".repeat(TEXT));
        button(page, "Show all of it").click();
        assertThat(text).hasText("x".repeat(TEXT) + "the end");
        assertThat(page.getByText("Show all of it")).hasCount(0);
    }

    @Test
    void aLargePictureOfAKnownSenderWaitsForAClickAndASmallerOneDoesNot() {
        node.change(() -> {
            byte[] view = StubStory.view();
            for (int size : new int[] {PICTURE, PICTURE + 1}) {
                JsonObject file =
                        new JsonObject().put("n", 0).put("name", size + ".png").put("size", size);
                JsonObject message = node.mailbox.add(
                        "in",
                        PEER,
                        "look",
                        Instant.now(),
                        new JsonObject().put("attachments", new JsonArray().add(file)));
                node.mailbox.files.put(message.getString("id") + "/0", view);
            }
            return null;
        });
        Page page = thread();
        assertThat(page.getByAltText("Picture: " + PICTURE + ".png")).isVisible();
        assertThat(page.getByText("Show picture")).hasCount(1);
        page.getByText("Show picture").click();
        assertThat(page.getByAltText("Picture: " + (PICTURE + 1) + ".png")).isVisible();
    }

    @Test
    void manyMessagesAtOnceAreFetchedAsListsAndAFewOneByOne() {
        node.change(() -> node.mailbox.add("in", PEER, "before", Instant.now(), new JsonObject()));
        Page page = thread();
        List<String> alone = new CopyOnWriteArrayList<>();
        page.onRequest(request -> {
            if (request.url().contains("/api/v1/messages/")) {
                alone.add(request.url());
            }
        });

        burst(FETCHED_ALONE, "few");
        assertThat(page.locator("weft-bubble").last()).containsText("few " + FETCHED_ALONE, SOON);
        Assertions.assertThat(alone).hasSize(FETCHED_ALONE);

        burst(FETCHED_ALONE + 1, "many");
        assertThat(page.locator("weft-bubble").last()).containsText("many " + (FETCHED_ALONE + 1), SOON);
        Assertions.assertThat(alone).hasSize(FETCHED_ALONE);
    }

    @Test
    void aSearchEndsWithWhatItFoundWhenItHasFetchedItsBound() {
        node.change(() -> {
            Instant start = Instant.now().minusSeconds(100_000);
            for (int i = 0; i < SEARCHED + 400; i++) {
                String peer = "%032x".formatted(0xabc0_0000L + i);
                node.mailbox.names.put(peer, "Member " + i);
                node.mailbox.add("in", peer, "hello", start.plusSeconds(i), new JsonObject());
            }
            return null;
        });
        Page page = signedIn(Browser.Look.DESKTOP);
        List<String> pages = new CopyOnWriteArrayList<>();
        page.onRequest(request -> {
            if (request.url().contains("/conversations?")) {
                pages.add(request.url());
            }
        });

        page.getByPlaceholder("Search name or address").fill("nobody of that name");

        assertThat(page.locator("weft-conversation-list"))
                .containsText("No conversation found", new LocatorAssertions.ContainsTextOptions().setTimeout(60_000));
        Assertions.assertThat(pages.size()).isBetween((SEARCHED - 50) / 200, SEARCHED / 200);
    }

    @Test
    void aSearchBegunBeforeTheFirstPageIsThereGoesThroughThemAll() {
        node.change(() -> {
            Instant start = Instant.now().minusSeconds(100_000);
            for (int i = 0; i < 60; i++) {
                String peer = "%032x".formatted(0xabc0_0000L + i);
                node.mailbox.names.put(peer, "Member " + i);
                node.mailbox.add("in", peer, "hello", start.plusSeconds(i), new JsonObject());
            }
            return null;
        });
        Page page = signedIn(Browser.Look.DESKTOP);
        List<Route> held = new ArrayList<>();
        page.route("**/conversations?*", held::add);
        page.clock().install();
        page.reload();
        page.getByPlaceholder("Search name or address").fill("member 0");
        page.clock().runFor(200);
        assertThat(page.getByText("No conversation found")).hasCount(0);
        page.unroute("**/conversations?*");
        held.forEach(Route::resume);
        assertThat(page.locator("weft-conversation-row")).hasCount(1);
        assertThat(page.locator("weft-conversation-row")).containsText("Member 0");
    }

    private Page thread() {
        Page page = signedIn(Browser.Look.DESKTOP);
        page.navigate(threadWith(PEER));
        page.locator("weft-bubble").first().waitFor();
        return page;
    }

    /** One write to the stream, so that the page has all of them at once. */
    private void burst(int number, String text) {
        node.change(() -> {
            for (int i = 1; i <= number; i++) {
                node.tellOf(
                        node.mailbox.add("in", PEER, text + " " + i, Instant.now(), new JsonObject()),
                        "message.created");
            }
            return null;
        });
    }
}
