package weft.interop;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.browser.Browser;

/** Who is invited gets in, and each wrong page says where the right one is: a real browser before a real node. */
class JoiningJourneyTest {

    private static final Browser.Look PHONE = Browser.Look.PHONE;

    @TempDir
    static Path directory;

    private static WeftNode weft;
    private static Member operator;

    @BeforeAll
    static void start() {
        weft = WeftNode.in(directory.resolve("weft"))
                .with("node", "name", "Harbour Club")
                .start();
        operator = weft.operator().withIdentity("Mara Lund");
    }

    @AfterAll
    static void stop() {
        weft.stop();
    }

    @Test
    void anInvitedPersonJoinsOnAPhoneAndHasAnAddress() {
        try (Browser browser = browser()) {
            Page page = browser.open(origin(), PHONE);
            page.navigate("/join#" + invitation());
            join(page, "ruth");
            assertThat(heading(page, "Welcome, ruth")).isVisible();
            Browser.look(page, PHONE, "joining-1-welcome");
            page.getByLabel("Display name").fill("Ruth Okafor");
            button(page, "Make my address").click();
            assertThat(page.getByText("Please choose one")).isVisible();
            page.getByLabel("No, leave me out").check();
            button(page, "Make my address").click();
            assertThat(page.getByAltText("QR code of the address")).isVisible();
            page.navigate("/");
            assertThat(page.getByText("No messages yet")).isVisible();
            noComplaints(browser);
        }
    }

    /** From the file of the stock tools, and as text; whoever wants to be found stands in the list of the others, and nobody else. */
    @Test
    void anInvitedPersonBringsAnIdentityAlongAndIsListedOrNot() throws Exception {
        Path file = directory.resolve("brought");
        List<String> stock = stock(file);
        String secret = stock.get(2);
        try (Browser browser = browser()) {
            browser.expect("status of 409");
            Page page = broughtBy(browser, "brings-a-file");
            page.locator("weft-welcome input[type=file]").setInputFiles(file);
            finish(page, "Brought Along", "Yes, list me");
            assertThat(page.getByAltText("QR code of the address")).isVisible();
            assertThat(page.locator("weft-my-address")).containsText(stock.get(0));
            Browser.look(page, PHONE, "joining-6-brought");

            Page other = broughtBy(browser, "brings-text");
            Locator key = other.getByLabel("Private key");
            key.fill(HexFormat.of().formatHex(Files.readAllBytes(file)));
            finish(other, "Left Out", "No, leave me out");
            assertThat(other.getByText("This identity lives on this node already"))
                    .isVisible();
            key.fill(secret);
            finish(other, "Left Out", "No, leave me out");
            assertThat(other.getByAltText("QR code of the address")).isVisible();
            assertThat(other.locator("weft-my-address")).containsText(stock.get(1));
            other.navigate(other.url().replace("/address", "/new"));
            assertThat(other.locator("weft-heard-row").getByText("Brought Along"))
                    .isVisible();
            Assertions.assertThat(operator.api()
                            .get("/api/v1/identities/" + operator.identity() + "/neighbours")
                            .expect(200)
                            .get("items")
                            .findValuesAsText("address"))
                    .contains(stock.get(0))
                    .doesNotContain(stock.get(1));
            Assertions.assertThat(weft.log()).doesNotContain(secret, secret.substring(0, 40));
            noComplaints(browser);
        }
    }

    private static Page broughtBy(Browser browser, String username) {
        Page page = browser.open(origin(), PHONE);
        page.navigate("/join#" + invitation());
        join(page, username);
        button(page, "Bring it along").click();
        return page;
    }

    private static void finish(Page page, String name, String listed) {
        page.getByLabel("Display name").fill(name);
        page.getByLabel(listed).check();
        button(page, "Bring it along").click();
    }

    /** Two identities of the stock API: both addresses, and the second's key in base32. The first is kept in the file. */
    private static List<String> stock(Path file) throws Exception {
        String script = """
                import RNS, base64, sys
                kept, told = RNS.Identity(), RNS.Identity()
                kept.to_file(sys.argv[1])
                for one in (kept, told):
                    print(RNS.Destination.hash(one, 'lxmf', 'delivery').hex())
                print(base64.b32encode(told.get_private_key()).decode())
                """;
        Process python = new ProcessBuilder(System.getProperty("test.peers.python"), "-c", script, file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Assertions.assertThat(python.waitFor()).as(said).isZero();
        List<String> lines = said.lines().toList();
        return lines.subList(lines.size() - 3, lines.size());
    }

    @Test
    void anAnswerThatIsLostCostsNoInvitation() {
        try (Browser browser = browser()) {
            browser.expect("ERR_FAILED");
            Page page = browser.open(origin(), PHONE);
            AtomicInteger asked = new AtomicInteger();
            page.route("**/api/v1/invites/accept", route -> {
                if (asked.getAndIncrement() == 0) {
                    route.fetch();
                    route.abort();
                } else {
                    route.resume();
                }
            });
            page.navigate("/join#" + invitation());
            join(page, "lost-answer");
            assertThat(page.getByText("The node can't be reached.")).isVisible();
            button(page, "Join").click();
            assertThat(heading(page, "Welcome, lost-answer")).isVisible();
            noComplaints(browser);
        }
    }

    @Test
    void anAccountThatIsMadeAndNotSignedInYetGoesOnAtTheSignIn() {
        try (Browser browser = browser()) {
            browser.expect("ERR_FAILED");
            Page page = browser.open(origin(), PHONE);
            page.route("**/api/v1/session", route -> {
                if (route.request().method().equals("POST")) {
                    route.abort();
                } else {
                    route.resume();
                }
            });
            page.navigate("/join#" + invitation());
            join(page, "second-step");
            assertThat(page.getByText("Your account is made. Sign in to go on."))
                    .isVisible();
            Browser.look(page, PHONE, "joining-2-made");
            page.unroute("**/api/v1/session");
            page.getByLabel("Password").fill(WeftNode.PASSWORD);
            button(page, "Sign in").click();
            assertThat(heading(page, "Welcome, second-step")).isVisible();
            noComplaints(browser);
        }
    }

    @Test
    void aLinkPastedIntoAnOpenPageBringsItsCodeAndAUsedOneSaysSo() {
        try (Browser browser = browser()) {
            browser.expect("status of 410");
            Page page = browser.open(origin(), PHONE);
            page.navigate("/join#an-old-code");
            Locator code = page.getByLabel("Invitation code");
            assertThat(code).hasValue("an-old-code");
            String used = used();
            page.navigate("/join#" + used);
            assertThat(code).hasValue(used);
            Assertions.assertThat(page.url()).isEqualTo(origin() + "/join");
            join(page, "too-late");
            assertThat(page.getByText("It was used up, withdrawn, has run out, or never was one."))
                    .isVisible();
            // Also with the whole link in the field.
            code.fill(origin() + "/join#" + invitation());
            button(page, "Join").click();
            assertThat(heading(page, "Welcome, too-late")).isVisible();
            noComplaints(browser);
        }
    }

    @Test
    void aSetUpLinkOfANodeThatIsSetUpAndAPageForOperatorsSayWhatToDo() {
        try (Browser browser = browser()) {
            Page page = browser.open(origin(), PHONE);
            page.navigate("/setup");
            assertThat(heading(page, "This node is set up")).isVisible();
            Browser.look(page, PHONE, "joining-3-set-up-already");
            weft.member("plain").withIdentity("Plain Member");
            page.getByText("Sign in", new Page.GetByTextOptions().setExact(true))
                    .click();
            signIn(page, "plain");
            assertThat(page.getByText("No messages yet")).isVisible();
            for (String place : new String[] {"/members", "/invites", "/node"}) {
                page.navigate(place);
                assertThat(heading(page, "For operators")).isVisible();
            }
            Browser.look(page, PHONE, "joining-4-for-operators");
            page.getByText("To my messages").click();
            assertThat(page.getByText("No messages yet")).isVisible();
            noComplaints(browser);
        }
    }

    @Test
    void whoIsSignedOutElsewhereIsToldAndComesBackToTheSamePlace() {
        try (Browser browser = browser()) {
            browser.expect("status of 401");
            Page page = browser.open(origin(), PHONE);
            Member member = weft.member("two-devices").withIdentity("Two Devices");
            String thread = "/i/" + member.identity() + "/c/" + operator.address();
            page.navigate(thread);
            signIn(page, "two-devices");
            Locator composer = page.locator("weft-composer").getByRole(AriaRole.TEXTBOX);
            composer.fill("half a thou");
            endOthers(member);
            assertThat(page.getByText("This device was signed out from another one."))
                    .isVisible();
            signIn(page, "two-devices");
            assertThat(composer).hasValue("half a thou");
            page.navigate("about:blank");
            endOthers(member);
            page.navigate(origin() + thread);
            assertThat(page.getByText("This device was signed out from another one."))
                    .isVisible();
            Browser.look(page, PHONE, "joining-5-signed-out");
            signIn(page, "two-devices");
            assertThat(composer).hasValue("half a thou");
            Assertions.assertThat(page.url()).isEqualTo(origin() + thread);
            page.navigate("/devices");
            assertThat(page.locator("weft-table-row")).hasCount(2);
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign it out"))
                    .click();
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Really sign out?"))
                    .click();
            assertThat(page.locator("weft-table-row")).hasCount(1);
            assertThat(page.getByText("This one")).isVisible();

            Page other = page.context().newPage();
            other.navigate(origin() + thread);
            assertThat(other.locator("weft-composer").getByRole(AriaRole.TEXTBOX))
                    .hasValue("half a thou");
            button(other, "More").click();
            button(other, "Sign out").click();
            assertThat(page.getByText("You signed out in this browser. What was not sent was removed"))
                    .isVisible();
            signIn(page, "two-devices");
            assertThat(page.getByText("This one")).isVisible();
            page.navigate(thread);
            assertThat(composer).hasValue("");
            noComplaints(browser);
        }
    }

    private static void endOthers(Member member) {
        for (JsonNode session : member.api().get("/api/v1/sessions").expect(200).get("items")) {
            if (!session.get("current").asBoolean()) {
                member.api()
                        .delete("/api/v1/sessions/" + session.get("id").asText())
                        .expect(204);
            }
        }
    }

    @Test
    void whatAStrangerSendsIsNamedAndBoundedAndLetInOrNot() {
        try (Browser browser = browser()) {
            Member guarded = weft.member("guarded").withIdentity("Guarded");
            Page page = browser.open(origin(), Browser.Look.DESKTOP);
            page.onDialog(dialog -> Assertions.fail("a dialog was opened: " + dialog.message()));
            page.navigate("/");
            signIn(page, "guarded");
            assertThat(page.getByText("No messages yet")).isVisible();
            new StrangersJourney(page, operator, guarded).run();
            noComplaints(browser);
        }
    }

    @Test
    void theSameInGerman() {
        try (Browser browser = browser()) {
            Page page = browser.open(origin(), PHONE, "de-DE");
            page.navigate("/join#" + invitation());
            page.getByLabel("Benutzername").fill("anke");
            page.getByLabel("Passwort").fill(WeftNode.PASSWORD);
            button(page, "Beitreten").click();
            assertThat(heading(page, "Willkommen, anke")).isVisible();
            button(page, "Bring sie mit").click();
            page.getByLabel("Privater Schlüssel").fill("ab".repeat(63));
            page.getByLabel("Anzeigename").fill("Anke");
            page.getByLabel("Nein, lass mich weg").check();
            browser.expect("status of 422");
            button(page, "Mitbringen").click();
            assertThat(page.getByText("Das hat 126 Zeichen.")).isVisible();
            Browser.look(page, PHONE, "joining-7-german");
            button(page, "Eine neue anlegen").click();
            button(page, "Meine Adresse anlegen").click();
            assertThat(heading(page, "Meine Adresse")).isVisible();
            noComplaints(browser);
        }
    }

    @Test
    void everyPlaceOfAnOperator() {
        try (Browser browser = browser()) {
            weft.member("neighbour");
            Page page = browser.open(origin(), PHONE);
            page.navigate("/devices");
            signIn(page, WeftNode.OPERATOR);
            assertThat(heading(page, "Devices")).isVisible();
            assertThat(page.getByText("This one")).isVisible();
            Browser.look(page, PHONE, "operator-1-devices");
            page.navigate("/members");
            assertThat(button(page, "Manage: neighbour")).isVisible();
            Browser.look(page, PHONE, "operator-2-members");
            page.navigate("/invites");
            button(page, "Make an invitation").click();
            assertThat(page.getByLabel("Invitation link")).hasValue(Pattern.compile(origin() + "/join#.+"));
            assertThat(page.getByAltText("QR code of the invitation link")).isVisible();
            Browser.look(page, PHONE, "operator-3-invites");
            page.getByText("For whom, how often, how long").click();
            page.getByLabel("What it is for").fill("The crew of the Aurora");
            page.getByLabel("Joins as").selectOption("operator");
            page.getByLabel("How many people").fill("3");
            button(page, "Make an invitation").click();
            assertThat(page.getByText("3 of 3 left")).isVisible();
            button(page, "Withdraw: The crew of the Aurora").click();
            button(page, "Really withdraw?: The crew of the Aurora").click();
            assertThat(page.getByText("Withdrawn")).isVisible();
            page.navigate("/node");
            assertThat(heading(page, "Node status")).isVisible();
            Browser.look(page, PHONE, "operator-4-node");
            page.navigate("/i/" + operator.identity() + "/settings");
            assertThat(heading(page, "Settings")).isVisible();
            Browser.look(page, PHONE, "operator-5-settings");
            page.getByLabel("Show me to the members of this node").check();
            page.getByLabel("Stamp cost in bits").fill("8");
            button(page, "Save").click();
            assertThat(page.getByText("Saved.")).isVisible();
            page.reload();
            assertThat(page.getByLabel("Stamp cost in bits")).hasValue("8");
            page.getByLabel("Stamp cost in bits").fill("");
            button(page, "Save").click();
            assertThat(page.getByText("Saved.")).isVisible();
            noComplaints(browser);
        }
    }

    @Test
    void whoHasLostThePasswordGetsInWithALinkOfAnOperatorAndIsToldOfIt() {
        try (Browser browser = browser()) {
            weft.member("forgetful").withIdentity("For Getful");
            Page desk = browser.open(origin(), Browser.Look.DESKTOP);
            desk.navigate("/members");
            signIn(desk, WeftNode.OPERATOR);
            button(desk, "Manage: forgetful").click();
            button(desk, "Make a reset link").click();
            String link = desk.getByLabel("Reset link").inputValue();
            Browser.look(desk, Browser.Look.DESKTOP, "account-1-reset-link");

            Page page = browser.open(origin(), PHONE);
            page.navigate(link);
            page.getByLabel("New password").fill("four quite other words");
            Assertions.assertThat(page.url()).isEqualTo(origin() + "/reset");
            Browser.look(page, PHONE, "account-2-reset");
            button(page, "Set this password").click();
            assertThat(page.getByText("made a link with which your password was changed"))
                    .isVisible();
            Browser.look(page, PHONE, "account-3-told");
            button(page, "All right").click();
            assertThat(page.getByText("made a link with which your password was changed"))
                    .hasCount(0);

            page.navigate("/password");
            page.getByLabel("Password until now").fill("four quite other words");
            page.getByLabel("New password").fill(WeftNode.PASSWORD);
            Browser.look(page, PHONE, "account-4-password");
            button(page, "Change it").click();
            assertThat(page.getByText("Your password is changed.")).isVisible();
            Browser.look(page, PHONE, "account-5-devices");

            // What the member's page asks for before it hears of it is refused.
            browser.expect("status of 401");
            button(desk, "Disable").click();
            button(desk, "Really disable?").click();
            assertThat(button(desk, "Enable")).isVisible();
            assertThat(page.getByText("An operator has disabled your account.")).isVisible();

            assertThat(desk.locator("weft-table-row")
                            .filter(new Locator.FilterOptions().setHasText("forgetful"))
                            .first())
                    .containsText("For Getful");
            button(desk, "Delete this account").click();
            desk.getByLabel("Type the user name to delete it: forgetful").fill("forgetful");
            Browser.look(desk, Browser.Look.DESKTOP, "account-6-delete");
            button(desk, "Delete for good").click();
            assertThat(desk.getByText("The account forgetful is deleted.")).isVisible();
            desk.navigate("/node");
            assertThat(desk.locator("weft-health"))
                    .containsText("There is no interface: members can write to each other");
            desk.locator("weft-health summary").click();
            assertThat(desk.locator("weft-health")).containsText("The certificate is good until");
            assertThat(desk.locator("weft-health")).containsText("The database answers in");
            assertThat(desk.locator("weft-health")).containsText("The disk has");
            Browser.look(desk, Browser.Look.DESKTOP, "account-7-health");
            noComplaints(browser);
        }
    }

    private static Browser browser() {
        return new Browser();
    }

    private static String origin() {
        return "https://localhost:" + weft.port();
    }

    private static String invitation() {
        return operator.api()
                .post("/api/v1/invites", Map.of())
                .expect(201)
                .get("code")
                .asText();
    }

    private static String used() {
        String code = invitation();
        new Api(weft.port())
                .post(
                        "/api/v1/invites/accept",
                        Map.of("code", code, "username", "the-first", "password", WeftNode.PASSWORD))
                .expect(201);
        return code;
    }

    private static void join(Page page, String username) {
        page.getByLabel("User name").fill(username);
        page.getByLabel("Password").fill(WeftNode.PASSWORD);
        button(page, "Join").click();
    }

    private static void signIn(Page page, String username) {
        page.getByLabel("User name").fill(username);
        page.getByLabel("Password").fill(WeftNode.PASSWORD);
        button(page, "Sign in").click();
    }

    private static void noComplaints(Browser browser) {
        Assertions.assertThat(browser.complaints())
                .as("what pages complained about")
                .isEmpty();
    }

    private static Locator heading(Page page, String name) {
        return page.getByRole(
                AriaRole.HEADING, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }
}
