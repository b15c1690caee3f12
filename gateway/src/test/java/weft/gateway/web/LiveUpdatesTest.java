package weft.gateway.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import weft.browser.Browser;

/** The event stream comes and goes; messages don't. */
@QuarkusTest
class LiveUpdatesTest extends WebInterface {

    private static final int MAX_EVENT = 1_000_000;

    private static final LocatorAssertions.ContainsTextOptions SOON =
            new LocatorAssertions.ContainsTextOptions().setTimeout(25_000);

    @Test
    void whatHappenedWhileTheStreamWasAwayArrivesWhenItIsBack() {
        Page page = signedInWithStory(Browser.Look.DESKTOP);
        page.navigate(threadWith(StubStory.BOB));
        assertThat(page.getByText("Loud and clear, two hops.")).isVisible();
        say("Before the gap.");
        assertThat(page.locator("weft-bubble").last()).containsText("Before the gap.");
        browser.expect("ERR_INCOMPLETE_CHUNKED_ENCODING");
        browser.expect("ERR_CONNECTION_RESET");
        browser.expect("ERR_EMPTY_RESPONSE");
        node.loseStreams(false);
        say("In the gap.");
        assertThat(page.locator("weft-bubble").last()).containsText("In the gap.", SOON);
        assertThat(page.locator("weft-bubble").getByText("Before the gap.")).hasCount(1);
    }

    @Test
    void aLostStreamIsSaidAndTheNodeIsAskedInstead() {
        Page page = signedInWithStory(Browser.Look.PHONE);
        page.navigate(threadWith(StubStory.BOB));
        assertThat(page.getByText("Loud and clear, two hops.")).isVisible();
        browser.expect("status of 503");
        browser.expect("ERR_INCOMPLETE_CHUNKED_ENCODING");
        node.loseStreams(true);
        assertThat(page.getByText("Live updates are lost.")).isVisible();
        Browser.look(page, Browser.Look.PHONE, "31-lost");
        say("Found by asking.");
        assertThat(page.locator("weft-bubble").last()).containsText("Found by asking.", SOON);
        browser.expect("ERR_INTERNET_DISCONNECTED");
        page.context().setOffline(true);
        message(page).fill("Nobody there?");
        button(page, "Send").click();
        assertThat(page.getByText("Not sent: the node can’t be reached. Your text is still here."))
                .isVisible();
        assertThat(page.locator("weft-connection")).containsText("The node can’t be reached.");
        assertThat(page.getByText("Live updates are lost.")).hasCount(0);
        assertThat(page.locator("weft-thread [role=alert]")).hasCount(1);
        // It would stand over what can be done about the message.
        assertThat(page.locator("weft-thread button.below")).hasCount(0);
        Browser.look(page, Browser.Look.PHONE, "31-away");
        page.context().setOffline(false);
        button(page, "Try again").click();
        assertThat(page.getByText("Live updates are lost.")).isVisible();
        node.loseStreams(false);
        button(page, "Connect now").click();
        assertThat(page.getByText("Live updates are lost.")).hasCount(0);
    }

    @Test
    void anEventPastTheBoundEndsTheStreamHoweverManyLinesItHasAndThePageConnectsAgain() {
        Page page = signedInWithStory(Browser.Look.DESKTOP);
        page.navigate(threadWith(StubStory.BOB));
        assertThat(page.getByText("Loud and clear, two hops.")).isVisible();
        String line = "data: " + "x".repeat(10_000) + "\n";
        node.write(line.repeat(MAX_EVENT / line.length()) + "\n");
        say("After the longest.");
        assertThat(page.locator("weft-bubble").last()).containsText("After the longest.");
        int opened = node.streamsOpened();
        node.write(line.repeat(MAX_EVENT / line.length() + 1));
        await().atMost(Duration.ofSeconds(20)).until(() -> node.streamsOpened() > opened);
        say("After the cut.");
        assertThat(page.locator("weft-bubble").last()).containsText("After the cut.", SOON);
    }

    private void say(String text) {
        node.change(() -> {
            node.tellOf(
                    node.mailbox.add("in", StubStory.BOB, text, Instant.now(), new JsonObject()), "message.created");
            return null;
        });
    }
}
