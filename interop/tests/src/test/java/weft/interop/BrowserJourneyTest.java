package weft.interop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.browser.Browser;
import weft.interop.peers.FreePorts;
import weft.interop.peers.PeerConfig;
import weft.interop.peers.ReferencePeer;

/**
 * The first day of the first member: a real browser before a real node, and a stock peer that it writes to over a real
 * interface. Nothing may complain on the way; pictures of each place stand in {@code target/screens}.
 */
class BrowserJourneyTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String NAME = "mara";

    @TempDir
    Path directory;

    static Stream<Browser.Look> looks() {
        return Boolean.getBoolean("test.long")
                ? Stream.of(
                        Browser.Look.PHONE_DARK,
                        Browser.Look.PHONE,
                        Browser.Look.DESKTOP_DARK,
                        Browser.Look.DESKTOP,
                        Browser.Look.zoomed(2, ColorScheme.LIGHT),
                        Browser.Look.zoomed(4, ColorScheme.DARK))
                : Stream.of(Browser.Look.PHONE_DARK);
    }

    @ParameterizedTest
    @MethodSource("looks")
    void fromTheSetUpTokenToMessagesWithAStockPeer(Browser.Look look) {
        int port = FreePorts.next();
        try (Browser browser = new Browser();
                WeftNode weft = WeftNode.in(directory.resolve("weft"))
                        .with("node", "name", "Harbour Club")
                        .listening(port)
                        .start();
                ReferencePeer peer = ReferencePeer.start(PeerConfig.in(directory.resolve("peer"))
                        .named("Ferry Aurora")
                        .dialling(port))) {
            Page page = browser.open("https://localhost:" + weft.port() + "/", look);
            try {
                journey(page, look, weft, peer);
            } catch (RuntimeException | AssertionError failed) {
                Browser.keep(page, look, "journey-failed");
                throw new AssertionError(
                        "The page shows: " + page.innerText("weft-app") + "\nunanswered: " + browser.unanswered(),
                        failed);
            }
            // Before the node ends: a page that loses it complains, and rightly.
            Assertions.assertThat(browser.complaints())
                    .as("what pages complained about")
                    .isEmpty();
        }
    }

    private static void journey(Page page, Browser.Look look, WeftNode weft, ReferencePeer peer) {
        setUp(page, look, weft.setupToken());
        String address = makeIdentity(page, look);
        peer.awaitAnnounce(address, SOON);
        peer.announce();

        writeTo(page, look, "Ferry Aurora");
        peer.awaitContent("On our way, 20 minutes.", SOON);
        answer(page, look, peer, address);
        files(page, look, peer, address);
        away(page, look, peer);
        takeAlong(page, look);
        signOutAndIn(page, look);
    }

    private static void setUp(Page page, Browser.Look look, String token) {
        page.navigate("/");
        page.getByLabel("Set-up token").fill(token);
        page.getByLabel("User name").fill(NAME);
        page.getByLabel("Password").fill(WeftNode.PASSWORD);
        Browser.look(page, look, "journey-1-setup");
        button(page, "Set up this node").click();
    }

    private static String makeIdentity(Page page, Browser.Look look) {
        page.getByLabel("Display name").fill("Mara Lund");
        button(page, "Make my address").click();
        assertThat(page.getByAltText("QR code of the address")).isVisible();
        button(page, "Announce now").click();
        assertThat(page.getByText("On its way.")).isVisible();
        Browser.look(page, look, "journey-2-address");
        Object address = page.evaluate("""
                fetch("/api/v1/identities").then((answer) => answer.json()).then(({ items }) => items[0].address)""");
        return String.valueOf(address);
    }

    private static void writeTo(Page page, Browser.Look look, String name) {
        page.navigate("/");
        assertThat(page.getByText("No messages yet")).isVisible();
        page.keyboard().press("n");
        Locator heard = page.locator("weft-heard-row").getByText(name);
        assertThat(heard).isVisible();
        Browser.look(page, look, "journey-3-heard");
        heard.click();
        write(page, "On our way, 20 minutes.");
        assertThat(page.locator("weft-bubble").last()).containsText("On our way, 20 minutes.");
        assertThat(page.locator("weft-bubble").last()).containsText("Delivered");
    }

    private static void answer(Page page, Browser.Look look, ReferencePeer peer, String address) {
        long ref = peer.send(address, "The kettle is on. ☕", "direct");
        assertThat(page.locator("weft-bubble").getByText("The kettle is on. ☕")).isVisible();
        Assertions.assertThat(peer.awaitState(ref, SOON)).isEqualTo("delivered");
        Browser.look(page, look, "journey-4-answer");
        page.locator("weft-bubble")
                .last()
                .getByText("Reply", new Locator.GetByTextOptions().setExact(true))
                .click();
        write(page, "Milk, please.");
        assertThat(page.locator("weft-bubble").last().locator("blockquote")).hasText("The kettle is on. ☕");
        peer.awaitContent("Milk, please.", SOON);
    }

    /** A picture each way; nothing is said with it. */
    private static void files(Page page, Browser.Look look, ReferencePeer peer, String address) {
        byte[] picture = Pictures.sunset(320, 200);
        page.locator("weft-composer input[type=file]")
                .setInputFiles(new FilePayload("sunset.png", "image/png", picture));
        button(page, "Send").click();
        Locator mine = page.locator("weft-bubble").last();
        assertThat(mine.getByAltText("Picture: sunset.png")).isVisible();
        assertThat(mine).containsText("Delivered");
        Assertions.assertThat(peer.received()
                        .getLast()
                        .get("attachments")
                        .get(0)
                        .get(1)
                        .asText())
                .isEqualTo(Base64.getEncoder().encodeToString(picture));

        peer.send(address, new byte[0], "direct", Map.of("from the ferry.png", picture));
        assertThat(page.getByAltText("Picture: from the ferry.png")).isVisible();
        Browser.look(page, look, "journey-5-pictures");
    }

    /** The state of what can't be delivered yet stands there in words. */
    private static void away(Page page, Browser.Look look, ReferencePeer peer) {
        peer.kill();
        write(page, "Are you still there?");
        Locator bubble = page.locator("weft-bubble").last();
        assertThat(bubble).containsText("Are you still there?");
        assertThat(bubble.locator("a.state")).hasText(Pattern.compile("Sent|Sending|Waiting for a path"));
        bubble.locator("a.state").click();
        assertThat(page.getByText("What happened to it")).isVisible();
        assertThat(page.getByText("Accepted and on disk.")).isVisible();
        Browser.look(page, look, "journey-6-details");
        peer.start();
        peer.announce();
        page.goBack();
        assertThat(page.locator("weft-bubble").last()).containsText("Delivered");
    }

    /** The key and the mailbox; the password was given a moment ago. */
    private static void takeAlong(Page page, Browser.Look look) {
        page.navigate(page.url().replaceAll("/c/.*", "/settings"));
        button(page, "Show my private key").click();
        assertThat(page.getByText("can read and write in your name")).isVisible();
        Browser.look(page, look, "journey-9-private-key");
        Download mailbox =
                page.waitForDownload(() -> button(page, "Save my mailbox").click());
        Assertions.assertThat(mailbox.suggestedFilename()).endsWith(".mailbox.tar");
        try {
            Assertions.assertThat(new String(Files.readAllBytes(mailbox.path()), StandardCharsets.UTF_8))
                    .contains("The kettle is on. ☕", "0-sunset.png", "end.json");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void signOutAndIn(Page page, Browser.Look look) {
        page.navigate("/");
        assertThat(page.locator("weft-conversation-row").getByText("Ferry Aurora"))
                .isVisible();
        Browser.look(page, look, "journey-7-conversations");
        if (look.phone()) {
            button(page, "More").click();
        }
        button(page, "Sign out").click();
        page.getByLabel("User name").fill(NAME);
        page.getByLabel("Password").fill(WeftNode.PASSWORD);
        Browser.look(page, look, "journey-8-sign-in");
        button(page, "Sign in").click();
        assertThat(page.locator("weft-conversation-row").getByText("Ferry Aurora"))
                .isVisible();
    }

    private static void write(Page page, String text) {
        page.locator("weft-composer").getByRole(AriaRole.TEXTBOX).fill(text);
        page.keyboard().press("Enter");
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }
}
