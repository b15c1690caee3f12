package weft.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.args.AxeRuleOptions;
import com.deque.html.axecore.args.AxeRunOptions;
import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The system's Chromium, driven by Playwright. Whatever a page complains about while it is used, on the console, by an
 * uncaught error or by a violated content security policy, is collected and fails the test at the end.
 */
public final class Browser implements AutoCloseable {

    /**
     * How a page is looked at.
     *
     * @param width in CSS pixels, of which there are fewer the closer one zooms in
     * @param locale a BCP 47 tag
     * @param zoom pixels of the screen per CSS pixel
     */
    public record Look(int width, int height, ColorScheme scheme, String locale, int zoom) {
        public static final Look DESKTOP = new Look(1280, 800, ColorScheme.LIGHT);
        public static final Look DESKTOP_DARK = new Look(1280, 800, ColorScheme.DARK);
        public static final Look PHONE = new Look(360, 740, ColorScheme.LIGHT);
        /** A window of 1280 by 1024 at 400 % zoom. */
        public static final Look ZOOMED = new Look(320, 256, ColorScheme.LIGHT);

        public static final Look PHONE_DARK = new Look(360, 740, ColorScheme.DARK);

        /** By somebody who reads English and has not zoomed in. */
        public Look(int width, int height, ColorScheme scheme) {
            this(width, height, scheme, ENGLISH, 1);
        }

        /** The same by somebody who reads German. */
        public Look inGerman() {
            return new Look(width, height, scheme, GERMAN, zoom);
        }

        /** A window of 1280 × 1024 of somebody who has zoomed in: 2 is 200 %. */
        public static Look zoomed(int zoom, ColorScheme scheme) {
            return new Look(1280 / zoom, 1024 / zoom, scheme, ENGLISH, zoom);
        }

        public boolean phone() {
            return width <= 640;
        }

        @Override
        public String toString() {
            return width + "-" + scheme.name().toLowerCase() + (locale.equals(ENGLISH) ? "" : "-" + locale);
        }
    }

    private static final String ENGLISH = "en-GB";
    private static final String GERMAN = "de-DE";
    private static final Path SCREENS = Path.of("target", "screens");
    private static final List<String> WCAG =
            List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");
    /** Rules that axe has as experimental, so that no tag brings them: what a person says aloud is what they read (WCAG 2.5.3). */
    private static final List<String> EXPERIMENTAL = List.of("label-content-name-mismatch");

    private static final String REPORT_VIOLATIONS = """
            document.addEventListener("securitypolicyviolation", (event) =>
                console.error(`CSP: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));
            """;

    private static final String SCROLLS_ASTRAY = """
            () => {
              const found = [];
              const look = (root) => {
                for (const element of root.querySelectorAll("*")) {
                  const { overflowY, position, contain, display } = getComputedStyle(element);
                  const name = `${root.host?.localName ?? "page"} ${element.localName}.${element.className}`;
                  if (element.localName === "textarea") continue;
                  if (/auto|scroll/.test(overflowY) && position === "static" && !/strict|content|layout|paint/.test(contain))
                    found.push(`${name} scrolls and does not hold what is placed in it`);
                  if (overflowY === "hidden" && display !== "inline" && element.clientHeight > 1 && element.scrollHeight > element.clientHeight + 4)
                    found.push(`${name} cuts off ${element.scrollHeight - element.clientHeight} px`);
                  if (element.shadowRoot) look(element.shadowRoot);
                }
              };
              look(document);
              return found;
            }""";

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;
    private final List<String> complaints = new ArrayList<>();
    /** Requests without an answer: what a page that hangs is waiting for. */
    private final Set<Request> pending = Collections.synchronizedSet(new LinkedHashSet<>());

    /** Complaints of the browser itself about answers that a test asked the node to give. */
    private final List<String> expected = new ArrayList<>();

    /** Starts Chromium: the one that WEFT_CHROMIUM names, else the system's. */
    public Browser() {
        PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        chromium = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable())
                        .setArgs(List.of("--no-sandbox", "--disable-gpu")));
    }

    /** A fresh browser profile with one page, at this look. */
    public Page open(String url, Look look) {
        return open(url, look, look.locale());
    }

    /** As {@link #open(String, Look)}, in another language: a BCP 47 tag. */
    public Page open(String url, Look look, String locale) {
        BrowserContext context = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setBaseURL(url)
                .setViewportSize(look.width(), look.height())
                .setDeviceScaleFactor(look.zoom())
                .setColorScheme(look.scheme())
                .setReducedMotion(ReducedMotion.REDUCE)
                .setIgnoreHTTPSErrors(true)
                .setLocale(locale)
                .setPermissions(List.of("clipboard-read", "clipboard-write")));
        context.setDefaultTimeout(30_000);
        context.addInitScript(REPORT_VIOLATIONS);
        Page page = context.newPage();
        page.onConsoleMessage(this::heard);
        page.onRequest(pending::add);
        page.onRequestFinished(pending::remove);
        page.onRequestFailed(pending::remove);
        page.onPageError(error -> complaints.add("uncaught: " + error));
        return page;
    }

    /** The browser writes refused calls to its console; those with this text are what the test is about. */
    public void expect(String text) {
        expected.add(text);
    }

    /** Fails if the page has anything serious against it by the rules of WCAG 2.2 AA. */
    public static void assertAccessible(Page page, String where) {
        var violations = new AxeBuilder(page)
                .setLegacyMode(true)
                .options(withExperimental())
                .withTags(WCAG)
                .analyze()
                .getViolations();
        assertThat(violations.stream()
                        .filter(rule -> !"minor".equals(rule.getImpact()))
                        .map(rule -> rule.getId() + " (" + rule.getImpact() + "): "
                                + rule.getNodes().stream()
                                        .map(node -> node.getTarget() + " " + node.getFailureSummary())
                                        .toList()))
                .as("accessibility of %s", where)
                .isEmpty();
    }

    private static AxeRunOptions withExperimental() {
        AxeRuleOptions on = new AxeRuleOptions();
        on.setEnabled(true);
        AxeRunOptions options = new AxeRunOptions();
        options.setRules(EXPERIMENTAL.stream().collect(Collectors.toMap(rule -> rule, _ -> on)));
        return options;
    }

    /**
     * Fails where the page could scroll in a way that no person can undo. What scrolls has to hold what is placed in it,
     * which else hangs on something further out and makes that longer; and what is cut off scrolls too when a message
     * in it is reached by keyboard, so that nothing may be longer than what cuts it off.
     */
    public static void assertScrollsWhereItShould(Page page, String where) {
        assertThat((List<?>) page.evaluate(SCROLLS_ASTRAY))
                .as("scrolling of %s", where)
                .isEmpty();
    }

    /** Keeps a picture in {@code target/screens} for a person's eye and lets axe look at the same state. */
    public static void look(Page page, Look look, String name) {
        keep(page, look, name);
        assertScrollsWhereItShould(page, name + " at " + look);
        assertAccessible(page, name + " at " + look);
    }

    /** Keeps a picture in {@code target/screens}. */
    public static void keep(Page page, Look look, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENS.resolve(name + "-" + look + ".png")));
    }

    /** What pages complained about so far, less what was expected. */
    public List<String> complaints() {
        return complaints.stream()
                .filter(complaint -> expected.stream().noneMatch(complaint::contains))
                .toList();
    }

    /** Addresses that were asked for and have not answered, streams apart. */
    public List<String> unanswered() {
        return List.copyOf(pending).stream()
                .map(Request::url)
                .filter(url -> !url.endsWith("/events"))
                .toList();
    }

    private void heard(ConsoleMessage message) {
        if (message.type().equals("error") || message.type().equals("warning")) {
            complaints.add(message.type() + ": " + message.text() + " at " + message.location());
        }
    }

    /** The program that WEFT_CHROMIUM names, else the system's. */
    public static Path executable() {
        return Stream.of(
                        System.getenv().getOrDefault("WEFT_CHROMIUM", ""),
                        "/usr/bin/chromium",
                        "/usr/bin/chromium-browser",
                        "/usr/bin/google-chrome")
                .filter(path -> !path.isEmpty())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException(
                                "No Chromium found: install the package chromium, or set WEFT_CHROMIUM to a browser's program."));
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }
}
