package weft.interop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import weft.browser.Browser;

/** What somebody sends whom the member has not written to: text whatever it looks like, named, bounded, unread, and let in or not. */
final class StrangersJourney {

    private static final Browser.Look LOOK = Browser.Look.DESKTOP;
    private static final int SHOWN = 4_000;
    private static final int SHORT = 30;
    private static final int ALL = SHORT + 3;

    private final Page page;
    private final Member stranger;
    private final Member member;

    /** @param page where the member is signed in, at {@link Browser.Look#DESKTOP} */
    StrangersJourney(Page page, Member stranger, Member member) {
        this.page = page;
        this.stranger = stranger;
        this.member = member;
    }

    void run() {
        write();
        page.navigate("/");
        Locator row = page.locator("weft-conversation-row");
        assertThat(row.getByText("Request")).isVisible();
        assertThat(page.locator("weft-sidebar .badge")).hasText(Integer.toString(ALL));
        row.click();
        unread();
        shown();
        letIn(row);
    }

    private void write() {
        member.api()
                .patch("/api/v1/identities/" + member.identity(), Map.of("strangers", "request"))
                .expect(200);
        send("<img src=x onerror=alert(1)><b>bold</b> javascript:alert(1)", Map.of());
        send(
                "",
                Map.of(
                        "2",
                        bytes(new byte[30]),
                        "7",
                        List.of(4, bytes(new byte[60])),
                        "64",
                        Map.of(
                                "$map",
                                List.of(
                                        List.of(0, bytes(new byte[32])),
                                        List.of(1, bytes("👍".getBytes(StandardCharsets.UTF_8)))))));
        send("x".repeat(SHOWN) + "the end", Map.of());
        for (int i = 1; i <= SHORT; i++) {
            send("Unread " + i, Map.of());
        }
        member.awaitContent("Unread " + SHORT, Duration.ofSeconds(30));
    }

    private void send(String content, Map<String, Object> fields) {
        stranger.send(Map.of("to", member.address(), "content", content, "fields", fields))
                .expect(202);
    }

    private static Map<String, String> bytes(byte[] data) {
        return Map.of("$bytes", Base64.getEncoder().encodeToString(data));
    }

    private void unread() {
        assertThat(page.getByText("Not read yet")).isInViewport();
        Locator last = page.locator("weft-bubble").last();
        assertThat(last).containsText("Unread " + SHORT);
        assertThat(last).not().isInViewport();
        button("To the newest message").click();
        assertThat(last).isInViewport();
        assertThat(page.locator("weft-sidebar .badge")).hasCount(0);
    }

    private void shown() {
        Locator bubbles = page.locator("weft-bubble");
        assertThat(bubbles.nth(0)).containsText("<img src=x onerror=alert(1)><b>bold</b>");
        assertThat(page.locator("weft-bubble img, weft-bubble b, weft-bubble .text a"))
                .hasCount(0);
        assertThat(bubbles.nth(1)).containsText("Telemetry, 30 bytes");
        assertThat(bubbles.nth(1)).containsText("Reaction: 👍");
        assertThat(bubbles.nth(1).locator("bdi.name")).hasText("Voice message.c2");
        assertThat(bubbles.nth(2)).not().containsText("the end");
        button("Show all of it").click();
        assertThat(bubbles.nth(2)).containsText("the end");
    }

    private void letIn(Locator row) {
        assertThat(page.getByText("A stranger wants to write to you.")).isVisible();
        Browser.look(page, LOOK, "stranger-1-request");
        button("Let them in").click();
        assertThat(page.getByText("A stranger wants to write to you.")).hasCount(0);
        assertThat(row.getByText("Request")).hasCount(0);
        button("Block").click();
        assertThat(row.getByText("Blocked")).isVisible();
        button("Unblock").click();
        assertThat(page.getByText("You blocked this address.")).hasCount(0);
    }

    private Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }
}
