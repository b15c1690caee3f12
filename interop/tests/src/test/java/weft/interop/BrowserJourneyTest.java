package weft.interop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.browser.Answers;
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

    private static final int TRIES = 15;

    /** At this look the node is also asked itself, and its answers are held to those recorded. */
    private static final Browser.Look RECORDED = Browser.Look.PHONE_DARK;

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
                : Stream.of(RECORDED);
    }

    @ParameterizedTest
    @MethodSource("looks")
    void fromTheSetUpTokenToMessagesWithAStockPeer(Browser.Look look) {
        int port = FreePorts.next();
        try (Browser browser = new Browser();
                WeftNode weft = WeftNode.in(directory.resolve("weft"))
                        .with("node", "name", "Harbour Club")
                        .withJavaOption(AskedOfANode.SHORT_PROOFS)
                        .traced()
                        .listening(port)
                        .dialling(FreePorts.next())
                        .start();
                ReferencePeer peer = ReferencePeer.start(PeerConfig.in(directory.resolve("peer"))
                        .named("Ferry Aurora")
                        .dialling(port))) {
            // Wrong passwords are among what is tried, and what takes the password again is refused first.
            browser.expect("status of 401 () at https://localhost:" + weft.port() + "/api/v1/session");
            browser.expect("status of 403");
            browser.expect("status of 429");
            Page page = browser.open("https://localhost:" + weft.port() + "/", look);
            AskedOfANode asked = new AskedOfANode(weft);
            try {
                if (look == RECORDED) {
                    asked.beforeSetUp(NAME);
                }
                journey(page, look, weft, peer, asked.answers());
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
            if (look == RECORDED) {
                page.close();
                asked.afterwards(NAME, peer);
            }
        }
    }

    private static void journey(Page page, Browser.Look look, WeftNode weft, ReferencePeer peer, NodeAnswers answers) {
        setUp(page, look, weft.setupToken(), answers);
        Instant proofIsOld = Instant.now().plus(AskedOfANode.PROOF_LIFETIME);
        String address = makeIdentity(page, look);
        peer.awaitAnnounce(address, SOON);
        peer.announce();

        writeTo(page, look, "Ferry Aurora");
        peer.awaitContent("On our way, 20 minutes.", SOON);
        answer(page, look, peer, address);
        files(page, look, peer, address);
        away(page, look, peer);
        page.waitForCondition(() -> Instant.now().isAfter(proofIsOld));
        takeAlong(page, look);
        signOutAndIn(page, look);
        if (look.phone()) {
            tooManyTries(page, look);
        } else {
            byKeyboard(page, peer);
        }
    }

    private static void setUp(Page page, Browser.Look look, String token, NodeAnswers answers) {
        page.navigate("/");
        page.getByLabel("Set-up token").fill(token);
        page.getByLabel("User name").fill(NAME);
        page.getByLabel("Password").fill(WeftNode.PASSWORD);
        Browser.look(page, look, "journey-1-setup");
        Response made = page.waitForResponse(
                "**/api/v1/setup", () -> button(page, "Set up this node").click());
        try {
            answers.keep(
                    "POST /setup",
                    made.status(),
                    Answers.headers(name -> Optional.ofNullable(made.headerValue(name))),
                    new ObjectMapper().readTree(made.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String makeIdentity(Page page, Browser.Look look) {
        page.getByLabel("Display name").fill("Mara Lund");
        page.getByLabel("Yes, list me").check();
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
        // The hash of its identity, which many take for an address.
        page.getByLabel("To", new Page.GetByLabelOptions().setExact(true)).fill(String.valueOf(page.evaluate("""
                        fetch("/api/v1/announces").then((answer) => answer.json()).then(({ items }) => items[0].identity)""")));
        button(page, "Write").click();
        assertThat(page.getByText("This is the hash of an identity, not an address."))
                .isVisible();
        page.getByText(Pattern.compile("Write to [0-9a-f]{6}…[0-9a-f]{6}")).click();
        assertThat(page.getByRole(
                        AriaRole.HEADING,
                        new Page.GetByRoleOptions().setName(name).setExact(true)))
                .isVisible();
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
        page.locator("weft-message-details summary").click();
        assertThat(page.getByText("What happened to it")).isVisible();
        assertThat(page.getByText("Accepted and on the node's disk.")).isVisible();
        Browser.look(page, look, "journey-6-details");
        peer.start();
        peer.announce();
        page.goBack();
        assertThat(page.locator("weft-bubble").last()).containsText("Delivered");
    }

    /** The key and the mailbox, after the password, which was given too long ago for this. */
    private static void takeAlong(Page page, Browser.Look look) {
        page.navigate(page.url().replaceAll("/c/.*", "/settings"));
        button(page, "Show my private key").click();
        page.locator("weft-proof #password").fill("not this one at all");
        button(page, "Confirm").click();
        assertThat(page.getByText("The password is wrong.")).isVisible();
        page.locator("weft-proof #password").fill(WeftNode.PASSWORD);
        page.keyboard().press("Enter");
        assertThat(page.getByText("can read and write in your name")).isVisible();
        Download mailbox =
                page.waitForDownload(() -> button(page, "Save my mailbox").click());
        Assertions.assertThat(mailbox.suggestedFilename()).endsWith(".mailbox.tar");
        try {
            Assertions.assertThat(new String(Files.readAllBytes(mailbox.path()), StandardCharsets.UTF_8))
                    .contains("The kettle is on. ☕", "0-sunset.png", "end.json");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Browser.look(page, look, "journey-9-private-key");
    }

    /** An unsent text outlives a reload, and not a sign-out. */
    private static void signOutAndIn(Page page, Browser.Look look) {
        page.navigate("/");
        page.locator("weft-conversation-row").getByText("Ferry Aurora").click();
        Locator composer = page.locator("weft-composer").getByRole(AriaRole.TEXTBOX);
        composer.fill("half a thou");
        page.reload();
        assertThat(composer).hasValue("half a thou");
        page.navigate("/");
        assertThat(page.locator("weft-conversation-row").getByText("Ferry Aurora"))
                .isVisible();
        Browser.look(page, look, "journey-7-conversations");
        if (look.phone()) {
            button(page, "More").click();
        }
        button(page, "Sign out").click();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Sign in")))
                .isVisible();
        page.getByLabel("User name").fill(NAME);
        Assertions.assertThat(page.evaluate("JSON.stringify(localStorage)")).isEqualTo("{}");
        page.getByLabel("Password").fill(WeftNode.PASSWORD);
        Browser.look(page, look, "journey-8-sign-in");
        button(page, "Sign in").click();
        assertThat(page.locator("weft-conversation-row").getByText("Ferry Aurora"))
                .isVisible();
    }

    /** From the list to an answer and back, without a pointer. */
    private static void byKeyboard(Page page, ReferencePeer peer) {
        Keyboard keys = page.keyboard();
        keys.press("/");
        keys.type("ferry");
        assertThat(page.locator("weft-conversation-row")).hasCount(1);
        keys.press("ArrowDown");
        keys.press("Enter");
        assertThat(page.locator("weft-composer").getByRole(AriaRole.TEXTBOX)).isFocused();
        keys.type("by keyboard");
        keys.press("Shift+Enter");
        keys.type("alone");
        keys.press("Enter");
        peer.awaitContent("by keyboard\nalone", SOON);
        keys.press("Escape");
        assertThat(page.getByText("No conversation open")).isVisible();
        keys.press("?");
        assertThat(page.getByText("Words of the mesh")).isVisible();
        keys.press("Escape");
        assertThat(page.getByText("Words of the mesh")).hasCount(0);
    }

    /** The last thing there is: nobody gets in under that name any more. */
    private static void tooManyTries(Page page, Browser.Look look) {
        button(page, "More").click();
        button(page, "Sign out").click();
        page.getByLabel("User name").fill(NAME);
        Locator slower = page.getByText("You can try again from");
        for (int i = 0; i < TRIES && !slower.isVisible(); i++) {
            page.getByLabel("Password").fill("wrong " + i);
            page.waitForResponse(
                    "**/api/v1/session", () -> button(page, "Sign in").click());
            assertThat(page.getByText("User name or password is wrong.").or(slower))
                    .isVisible();
        }
        assertThat(slower).isVisible();
        Browser.look(page, look, "journey-9-slower");
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
