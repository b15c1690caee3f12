package weft.interop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Sizes;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.browser.Browser;
import weft.browser.Browser.Look;
import weft.browser.Reach;
import weft.interop.peers.FreePorts;
import weft.interop.peers.PeerConfig;
import weft.interop.peers.ReferencePeer;

/**
 * Every screen of a real node with a stock peer beside it: nothing against it by the rules of WCAG 2.2 AA, nothing on the console,
 * nothing wider than the window, everything within reach of the keyboard. The gate shows each screen at one look, so that each width,
 * light and language has its share; with {@code -Dtest.long=true} each is shown at all of them, and at 200 and 400 % zoom.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EveryScreenTest {

    private static final boolean LONG = Boolean.getBoolean("test.long");
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String MEMBER = "plain";
    private static final String NEWCOMER = "newcomer";

    private static final int FIRST_LOAD = 100_000;

    /** Less than the scripts alone: a browser that had them was measured. */
    private static final int MISSED_SOMETHING = 30_000;

    /** Below this a compressed answer is hardly shorter. */
    private static final int WORTH_COMPRESSING = 1_000;

    /** What a browser writes when a person opens an address that is none. */
    private static final String NOT_FOUND = "status of 404 () at ";

    @TempDir
    static Path directory;

    private static WeftNode weft;
    private static ReferencePeer peer;
    private static Browser browser;

    /**
     * A screen.
     *
     * @param who the account that sees it; empty when nobody is signed in
     * @param shown what stands there when it is shown
     * @param then what is done there first
     */
    private record Screen(String name, String who, String path, String shown, Consumer<Page> then) {
        Screen(String name, String who, String path, String shown) {
            this(name, who, path, shown, _ -> {});
        }
    }

    static List<Look> looks() {
        List<Look> looks = new ArrayList<>(
                List.of(Look.DESKTOP.inGerman(), Look.PHONE_DARK, Look.DESKTOP_DARK, Look.PHONE.inGerman()));
        if (LONG) {
            looks.addAll(List.of(Look.DESKTOP, Look.PHONE, Look.DESKTOP_DARK.inGerman(), Look.PHONE_DARK.inGerman()));
            for (int zoom : new int[] {2, 4}) {
                looks.add(Look.zoomed(zoom, ColorScheme.LIGHT));
                looks.add(Look.zoomed(zoom, ColorScheme.DARK).inGerman());
            }
        }
        return looks;
    }

    @BeforeAll
    static void start() {
        int port = FreePorts.next();
        weft = WeftNode.in(directory.resolve("weft"))
                .with("node", "name", "Harbour Club")
                .traced()
                .listening(port)
                .start();
        peer = ReferencePeer.start(
                PeerConfig.in(directory.resolve("peer")).named("Ferry Aurora").dialling(port));
        browser = new Browser();
        browser.expect(NOT_FOUND + origin() + "/nowhere");
    }

    @AfterAll
    static void stop() {
        browser.close();
        peer.close();
        weft.close();
    }

    @Test
    @Order(1)
    void whoeverComesFirstIsAskedForTheTokenAndNobodyForASession() {
        for (Look look : LONG ? looks() : List.of(Look.PHONE)) {
            List<String> asked = Collections.synchronizedList(new ArrayList<>());
            Page page = browser.open(origin(), look);
            page.onRequest(request -> asked.add(pathOf(request)));
            Assertions.assertThat(show(page, look, new Screen("set-up", "", "/", "weft-setup form")))
                    .isEmpty();
            Assertions.assertThat(asked).contains("/api/v1/setup").doesNotContain("/api/v1/session");
            page.context().close();
        }
        noComplaints();
    }

    @Order(2)
    @ParameterizedTest
    @MethodSource("looks")
    void everyScreen(Look look) {
        List<Screen> screens = screens();
        List<String> faults = new ArrayList<>();
        Map<String, List<Screen>> byWho = (LONG ? screens : share(screens, looks().indexOf(look)))
                .stream().collect(groupingBy(Screen::who, LinkedHashMap::new, toList()));
        byWho.forEach((who, theirs) -> {
            Page page = browser.open(origin(), look);
            if (!who.isEmpty()) {
                signIn(page, who);
            }
            theirs.forEach(screen -> faults.addAll(show(page, look, screen)));
            page.context().close();
        });
        Assertions.assertThat(faults).isEmpty();
        noComplaints();
    }

    @Order(3)
    @Test
    void findAnswerAndGoEverywhereByKeyboardAlone() {
        screens();
        Page page = browser.open(origin(), Look.DESKTOP);
        Keyboard keys = page.keyboard();
        page.navigate("/");
        assertThat(page.locator("#username")).isFocused();
        keys.type(WeftNode.OPERATOR);
        keys.press("Tab");
        keys.type(WeftNode.PASSWORD);
        keys.press("Enter");
        Locator found = page.locator("weft-conversation-row");
        assertThat(found.first()).isVisible();

        keys.press("/");
        keys.type("Ferry");
        assertThat(found).hasCount(1);
        keys.press("ArrowDown");
        keys.press("Enter");
        Locator message = page.locator("weft-composer textarea");
        assertThat(message).isFocused();
        keys.type("Milk, please.");
        keys.press("Enter");
        assertThat(page.locator("weft-bubble").last()).containsText("Milk, please.");
        peer.awaitContent("Milk, please.", SOON);
        keys.press("Escape");
        keys.press("Escape");
        assertThat(message).hasCount(0);

        keys.press("/");
        keys.press("Escape");
        keys.press("j");
        keys.press("j");
        keys.press("k");
        keys.press("Enter");
        assertThat(message).isFocused();
        keys.press("Escape");
        keys.press("n");
        assertThat(page.locator("weft-compose-new input").first()).isFocused();
        keys.press("Escape");
        keys.press("?");
        assertThat(page.locator("weft-help dl").first()).isVisible();
        keys.press("Escape");
        assertThat(page.locator("weft-help")).hasCount(0);

        for (String place : List.of("/address", "/settings", "/devices", "/members", "/invites", "/node")) {
            Reach.tabTo(page, "weft-sidebar a[href$='" + place + "']");
            keys.press("Enter");
            page.waitForURL("**" + place);
            assertThat(page.locator("main h1").first()).isVisible();
        }
        page.context().close();
        noComplaints();
    }

    /** Document, scripts, styles, icon, the other language and the first answers, as they are sent to a browser that has nothing yet. */
    @Order(4)
    @Test
    void theFirstLoadOfAMemberStaysBelow100Kilobytes() {
        screens();
        Page page = browser.open(origin(), Look.PHONE.inGerman());
        signIn(page, WeftNode.OPERATOR);
        // What the page before it still asks for is nobody's first load.
        page.navigate("about:blank");
        page.context().newCDPSession(page).send("Network.clearBrowserCache");
        List<Request> finished = Collections.synchronizedList(new ArrayList<>());
        page.onRequestFinished(finished::add);
        page.navigate("/");
        page.locator("weft-conversation-row").first().waitFor();
        page.waitForLoadState();

        List<Request> requests = List.copyOf(finished);
        // The browser tells nobody of the icon that it fetches.
        int bytes = page.request().get("/weft.svg").body().length;
        for (Request request : requests) {
            Sizes sizes = request.sizes();
            bytes += sizes.responseBodySize + sizes.responseHeadersSize;
            if (sizes.responseBodySize > WORTH_COMPRESSING) {
                Assertions.assertThat(request.response().headerValue("content-encoding"))
                        .as(request.url())
                        .isEqualTo("gzip");
            }
        }
        System.out.printf(
                "figure: first load of a member: %.1f kB in %d requests%n", bytes / 1000.0, requests.size() + 1);
        Assertions.assertThat(requests)
                .extracting(EveryScreenTest::pathOf)
                .contains("/", "/api/v1/session", "/api/v1/identities")
                .anyMatch(path -> path.endsWith(".css"));
        Assertions.assertThat(bytes).isBetween(MISSED_SOMETHING, FIRST_LOAD);
        page.context().close();
        noComplaints();
    }

    private static List<Screen> share(List<Screen> screens, int of) {
        int shares = looks().size();
        return IntStream.range(0, screens.size())
                .filter(i -> i % shares == of)
                .mapToObj(screens::get)
                .toList();
    }

    /** What is wrong with it; nothing as a rule. */
    private static List<String> show(Page page, Look look, Screen screen) {
        String where = screen.name() + " at " + look;
        try {
            page.navigate(screen.path());
            page.locator(screen.shown()).first().waitFor();
            screen.then().accept(page);
            assertThat(page.locator("weft-skeleton")).hasCount(0);
            assertThat(page.locator("[aria-busy=true]")).hasCount(0);
            Browser.look(page, look, "screen-" + screen.name());
            Reach.assertNothingSideways(page, where);
            Reach.assertByKeyboard(page, where, "weft-message-details");
            return List.of();
        } catch (RuntimeException | AssertionError failed) {
            Browser.keep(page, look, "screen-failed-" + screen.name());
            return List.of(where + ", " + page.url() + ": " + failed.getMessage());
        }
    }

    private static void signIn(Page page, String who) {
        page.navigate("/signin");
        page.locator("#username").fill(who);
        page.locator("#password").fill(WeftNode.PASSWORD);
        page.keyboard().press("Enter");
        page.locator(who.equals(NEWCOMER) ? "weft-welcome" : "weft-conversation-list")
                .waitFor();
    }

    private static List<Screen> cached;

    private static List<Screen> screens() {
        if (cached == null) {
            cached = lived();
        }
        return cached;
    }

    /** What a few days leave behind, and the screens that show it. */
    private static List<Screen> lived() {
        Member operator = weft.operator().withIdentity("Mara Lund");
        Member plain = weft.member(MEMBER).withIdentity("Jonas of the workshop, who has a rather long name");
        weft.member(NEWCOMER);
        operator.api()
                .post("/api/v1/invites", Map.of("label", "The crew of the Aurora"))
                .expect(201);
        peer.awaitAnnounce(operator.address(), SOON);
        peer.announce();
        operator.awaitAnnounce(peer.address(), SOON);
        String first = operator.send(peer.address(), "On our way, 20 minutes.", "direct");
        operator.awaitState(first, "delivered", SOON);
        peer.send(
                operator.address(),
                "The kettle is on. ☕\n" + "A long line of words that has to be broken. ".repeat(9),
                "direct");
        peer.send(operator.address(), new byte[0], "direct", Map.of("from the ferry.png", Pictures.sunset(320, 200)));
        operator.awaitContent("", SOON);
        plain.send(operator.address(), "Is the workshop open? " + "w".repeat(120), "direct");
        operator.awaitContent("Is the workshop open? " + "w".repeat(120), SOON);
        operator.send("f".repeat(32), "Nobody is there.", "direct");
        return of("/i/" + operator.identity(), "/c/" + peer.address(), first, plain);
    }

    private static List<Screen> of(String mine, String thread, String message, Member plain) {
        String me = WeftNode.OPERATOR;
        return List.of(
                new Screen("conversations", me, mine, "weft-conversation-row"),
                new Screen("thread", me, mine + thread, "weft-bubble img"),
                new Screen("request", me, mine + "/c/" + plain.address(), "weft-bubble"),
                new Screen("details", me, mine + thread + "/m/" + message, "weft-message-details h2"),
                new Screen("nothing-said", me, mine + "/c/" + "e".repeat(32), "weft-composer textarea"),
                new Screen("compose", me, mine + "/new", "weft-heard-row"),
                new Screen("address", me, mine + "/address", "weft-my-address img"),
                new Screen("settings", me, mine + "/settings", "weft-identity-settings form"),
                new Screen("password", me, "/password", "weft-password form"),
                new Screen("devices", me, "/devices", "weft-devices weft-table-row"),
                new Screen("members", me, "/members", "weft-members weft-table-row"),
                new Screen("invites", me, "/invites", "weft-invites weft-table-row"),
                new Screen("node", me, "/node", "weft-node h2"),
                new Screen("help", me, mine, "weft-conversation-row", page -> {
                    page.keyboard().press("?");
                    page.locator("weft-help dl").first().waitFor();
                }),
                new Screen("more", me, mine, "weft-conversation-row", EveryScreenTest::openWhatIsFolded),
                new Screen("no-such-place", me, "/nowhere", "weft-notice"),
                new Screen("no-messages", MEMBER, "/i/" + plain.identity() + "/new", "weft-compose-new h1"),
                new Screen("for-operators", MEMBER, "/members", "weft-notice"),
                new Screen("welcome", NEWCOMER, "/", "weft-welcome form"),
                new Screen("sign-in", "", "/signin", "weft-sign-in form"),
                new Screen("join", "", "/join#a-code", "weft-join form"),
                new Screen("reset", "", "/reset#a-code", "weft-reset form"),
                new Screen("set-up-already", "", "/setup", "weft-setup a"),
                new Screen("lost-outside", "", "/nowhere", "weft-notice"));
    }

    /** On a phone the rest of the places is behind a button. */
    private static void openWhatIsFolded(Page page) {
        Locator more = page.locator("weft-sidebar button[aria-expanded]");
        if (more.isVisible()) {
            more.click();
            page.locator("weft-sidebar a[href='/devices']").waitFor();
        }
    }

    private static void noComplaints() {
        Assertions.assertThat(browser.complaints())
                .as("what pages complained about")
                .isEmpty();
    }

    private static String pathOf(Request request) {
        return URI.create(request.url()).getPath();
    }

    private static String origin() {
        return "https://localhost:" + weft.port();
    }
}
