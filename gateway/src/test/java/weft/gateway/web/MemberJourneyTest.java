package weft.gateway.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.browser.Browser;

/**
 * What a member does on the first day, at each size and in each light; with {@code -Dtest.long=true} at each size in each light. The
 * looks of every screen of a real node are EveryScreenTest's.
 */
@QuarkusTest
class MemberJourneyTest extends WebInterface {

    static Stream<Browser.Look> looks() {
        Stream<Browser.Look> usual = Stream.of(Browser.Look.DESKTOP_DARK, Browser.Look.PHONE);
        return Boolean.getBoolean("test.long")
                ? Stream.concat(usual, Stream.of(Browser.Look.DESKTOP, Browser.Look.PHONE_DARK))
                : usual;
    }

    @ParameterizedTest
    @MethodSource("looks")
    void fromTheSetUpTokenToAnAnswerOnScreen(Browser.Look look) {
        browser.expect("status of 422");
        browser.expect("status of 413");
        Page page = browser.open(node.url(), look);
        setUp(page, look);
        makeIdentity(page, look);
        emptyPlaces(page, look);
        node.change(() -> {
            StubStory.fill(node);
            return null;
        });
        writeToSomebodyHeard(page, look);
        answerArrives(page, look);
        sendPicture(page, look);
        details(page, look);
    }

    @ParameterizedTest
    @MethodSource("looks")
    void everyOtherPlaceOfAnOperator(Browser.Look look) {
        browser.expect("status of 403");
        Page page = signedInWithStory(look);
        visit(page, look, "/i/" + StubMailbox.IDENTITY + "/settings", "Settings", "18-settings");
        page.getByLabel("Display name").fill("Mara of the harbour");
        page.getByLabel("Let them ask").check();
        page.getByLabel("Stamp cost in bits").fill("99");
        assertThat(page.getByText("With more than 24 hardly anybody can write to you"))
                .isVisible();
        page.getByText("With more than 24").scrollIntoViewIfNeeded();
        Browser.look(page, look, "18-dear");
        page.getByLabel("Stamp cost in bits").fill("8");
        assertThat(page.getByText("With more than 24")).hasCount(0);
        button(page, "Save").click();
        assertThat(page.getByText("Saved.")).isVisible();

        visit(page, look, "/devices", "Devices", "19-devices");
        wholeRows(page);
        button(page, "Sign it out: Firefox, Linux").click();
        button(page, "Really sign out?: Firefox, Linux").click();
        assertThat(page.getByText("Firefox, Linux")).hasCount(0);

        node.change(() -> node.api
                .accounts
                .all()
                .get(1)
                .put("lockedUntil", Instant.now().plusSeconds(900).toString()));
        visit(page, look, "/members", "Members", "20-members");
        wholeRows(page);
        Locator mara =
                page.locator("weft-table-row").filter(new Locator.FilterOptions().setHasText("mara of the pier"));
        assertThat(mara).containsText("You, Only operator");
        Locator jonas =
                page.locator("weft-table-row").filter(new Locator.FilterOptions().setHasText("jonas of the pier"));
        assertThat(jonas).containsText("and 2 more");
        assertThat(jonas).containsText("Member, uses 48.2 MB, member since");
        button(page, "Manage: jonas").click();
        assertThat(page.getByText("48.2 MB of 2 GB")).isVisible();
        Browser.look(page, look, "20-manage");
        assertThat(page.getByText("nobody can sign in to it until")).isVisible();
        button(page, "Unlock it now").click();
        assertThat(page.locator("weft-member").getByText("jonas is unlocked and can try again at once."))
                .isVisible();
        assertThat(jonas.getByText("Locked")).hasCount(0);
        button(page, "Disable").click();
        button(page, "Really disable?").click();
        assertThat(button(page, "Enable")).isVisible();
        button(page, "Close").click();
        assertThat(page.locator("weft-table-row").getByText("Disabled")).isVisible();
        deleteMember(page, look);

        visit(page, look, "/invites", "Invitations", "21-invites-empty");
        button(page, "Make an invitation").click();
        assertThat(page.getByLabel("Invitation link")).hasValue(Pattern.compile(".*/join#stub-invite-0"));
        assertThat(page.getByAltText("QR code of the invitation link")).isInViewport();
        assertThat(page.getByText("This link works on this machine alone.")).isVisible();
        Browser.look(page, look, "21-invites");
        button(page, "Withdraw: By mara").click();
        button(page, "Really withdraw?: By mara").click();
        assertThat(page.getByText("Withdrawn")).isVisible();
        inviteOperators(page, look);

        visit(page, look, "/node", "Node status", "22-node");
        assertThat(page.getByText("431")).isVisible();
        assertThat(page.getByText("All is well. The node has run for 3 days.")).isVisible();
        assertThat(page.getByText("Nothing listens at the other side.")).isVisible();
        page.keyboard().press("?");
        assertThat(page.getByText("Words of the mesh")).isVisible();
        Browser.look(page, look, "23-help");
    }

    @ParameterizedTest
    @MethodSource("looks")
    void anInvitedPersonJoinsAndTheCodeLeavesTheAddressBar(Browser.Look look) {
        Page operator = signedInWithStory(look);
        operator.navigate("/invites");
        button(operator, "Make an invitation").click();
        String over = operator.getByLabel("Invitation link").inputValue();
        button(operator, "Withdraw: By mara").click();
        button(operator, "Really withdraw?: By mara").click();
        assertThat(operator.getByText("Withdrawn")).isVisible();
        button(operator, "Make an invitation").click();
        assertThat(operator.getByLabel("Invitation link")).not().hasValue(over);
        String link = operator.getByLabel("Invitation link").inputValue();

        browser.expect("status of 410");
        Page page = browser.open(node.url(), look);
        page.navigate(over);
        assertThat(page.getByLabel("Invitation code")).hasValue("stub-invite-0");
        org.assertj.core.api.Assertions.assertThat(page.url()).isEqualTo(node.url() + "/join");
        Browser.look(page, look, "09-join");
        page.getByLabel("User name").fill("ruth");
        page.getByLabel("Password").fill(StubApi.PASSWORD);
        button(page, "Join").click();
        assertThat(heading(page, "This invitation is over")).isVisible();
        assertThat(page.getByLabel("Invitation code")).isFocused();
        Browser.look(page, look, "09-join-over");
        page.getByLabel("Invitation code").fill(link);
        assertThat(page.getByLabel("User name")).hasValue("ruth");
        button(page, "Join").click();
        assertThat(heading(page, "Welcome, ruth")).isVisible();
        Browser.look(page, look, "10-joined");
        page.navigate("/members");
        assertThat(heading(page, "Welcome, ruth")).isVisible();
        // Two of the looks: each size and each light once.
        if (look == Browser.Look.PHONE || look == Browser.Look.DESKTOP_DARK) {
            bringAlong(page, look);
        }
    }

    private void bringAlong(Page page, Browser.Look look) {
        browser.expect("status of 422");
        browser.expect("status of 409");
        String taken = "ab".repeat(64);
        node.change(() -> {
            node.api.livesHere(taken);
            return null;
        });
        page.getByLabel("Display name").fill("Ruth Okafor");
        button(page, "Bring it along").click();
        assertThat(page.getByLabel("Display name")).hasValue("Ruth Okafor");
        Locator key = page.getByLabel("Private key");
        assertThat(key).isFocused();
        Browser.look(page, look, "10-bring");
        button(page, "Bring it along").click();
        assertThat(page.getByText("Please fill this in")).isVisible();
        key.fill("no matter");
        button(page, "Bring it along").click();
        assertThat(page.getByText("Please choose one")).isVisible();
        page.getByLabel("No, leave me out").check();
        refused(page, key, "77aa".repeat(8), "This is an address or the hash of an identity");
        refused(page, key, "ab".repeat(63), "This has 126 characters.");
        refused(page, key, "ab".repeat(63) + "x\u202e", "“x” stands in no private key.");
        refused(page, key, "ab".repeat(63) + "\u202ea", "“U+202E” stands in no private key.");
        refused(page, key, taken, "This identity lives on this node already");
        Browser.look(page, look, "10-bring-refused");

        Locator file = page.locator("weft-welcome input[type=file]");
        file.setInputFiles(new FilePayload("mailbox.tar", "application/octet-stream", new byte[65]));
        assertThat(page.getByText("This file holds no private key.")).isVisible();
        assertThat(key).hasValue("");
        byte[] tar = new byte[2048];
        System.arraycopy("ustar".getBytes(), 0, tar, 257, 5);
        file.setInputFiles(new FilePayload("b0b0.mailbox.tar", "application/x-tar", tar));
        assertThat(page.getByText("This file holds a mailbox: messages to keep and to read"))
                .isVisible();
        Browser.look(page, look, "10-bring-mailbox");
        file.setInputFiles(new FilePayload("key.txt", "text/plain", (taken + "\n").getBytes()));
        assertThat(key).hasValue(taken);
        file.setInputFiles(new FilePayload("identity", "application/octet-stream", StubKeys.KEY));
        assertThat(page.getByText("This file holds no private key.")).hasCount(0);
        String secret = key.inputValue();
        org.assertj.core.api.Assertions.assertThat(secret).isEqualTo("A".repeat(86) + "==");
        page.getByLabel("Yes, list me").check();
        button(page, "Bring it along").click();
        assertThat(page.getByAltText("QR code of the address")).isVisible();
        org.assertj.core.api.Assertions.assertThat(page.evaluate("""
                        JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, location.href,
                          performance.getEntries().map((entry) => entry.name)])"""))
                .asString()
                .contains(StubMailbox.IDENTITY)
                .doesNotContain(secret, taken);
    }

    private static void refused(Page page, Locator key, String text, String words) {
        key.fill(text);
        button(page, "Bring it along").click();
        assertThat(page.getByText(words)).isVisible();
        assertThat(key).isFocused();
    }

    private void inviteOperators(Page page, Browser.Look look) {
        node.change(() -> {
            node.api.accounts.proofGrowsOld();
            return null;
        });
        page.getByText("For whom, how often, how long").click();
        page.locator("summary", new Page.LocatorOptions().setHasText("How others reach this node"))
                .click();
        page.getByLabel("What it is for").fill("The crew of the Aurora");
        page.getByLabel("Joins as").selectOption("operator");
        page.getByLabel("How many people").fill("3");
        page.getByLabel("Good for").selectOption("A day");
        button(page, "Make an invitation").click();
        page.locator("weft-proof #password").fill(StubApi.PASSWORD);
        button(page, "Confirm").click();
        assertThat(page.getByText("The first 3 who open it can join.")).isVisible();
        assertThat(page.getByLabel("Invitation link")).isFocused();
        assertThat(page.getByLabel("Invitation link")).isInViewport();
        assertThat(page.getByAltText("QR code of the invitation link")).isInViewport();
        assertThat(page.locator("weft-table-row").first()).containsText("The crew of the Aurora");
        wholeRows(page);
        assertThat(page.getByText("The crew of the Aurora")).isVisible();
        assertThat(page.getByText("for operators")).isVisible();
        assertThat(page.getByText("3 of 3 left")).isVisible();
        Browser.look(page, look, "21-invites-terms");
    }

    private void deleteMember(Page page, Browser.Look look) {
        node.change(() -> {
            node.api.accounts.proofGrowsOld();
            return null;
        });
        button(page, "Manage: jonas").click();
        button(page, "Delete this account").click();
        assertThat(page.getByText("48.2 MB of messages and files")).isVisible();
        assertThat(button(page, "Delete for good")).isDisabled();
        page.getByLabel("Type the user name to delete it: jonas").fill("jona");
        assertThat(button(page, "Delete for good")).isDisabled();
        page.getByLabel("Type the user name to delete it: jonas").fill("jonas");
        page.locator("weft-member form").scrollIntoViewIfNeeded();
        Browser.look(page, look, "20-delete");
        button(page, "Delete for good").click();
        page.locator("weft-proof #password").fill(StubApi.PASSWORD);
        button(page, "Confirm").click();
        assertThat(page.getByText("The account jonas is deleted.")).isVisible();
        assertThat(button(page, "Manage: jonas")).hasCount(0);
        Browser.look(page, look, "20-deleted");
    }

    private static void setUp(Page page, Browser.Look look) {
        page.navigate("/");
        page.getByLabel("Set-up token").fill(StubApi.TOKEN);
        page.getByLabel("User name").fill("mara");
        assertThat(page.getByText("At least 15 characters.")).isVisible();
        page.getByLabel("Password").fill("short");
        assertThat(page.getByText("5 of at least 15 characters")).isVisible();
        button(page, "Set up this node").click();
        assertThat(page.getByText("A password has at least 15 characters;")).isVisible();
        Browser.look(page, look, "02-setup-refused");
        page.getByLabel("Password").fill(StubApi.PASSWORD);
        button(page, "Set up this node").click();
    }

    private static void makeIdentity(Page page, Browser.Look look) {
        page.getByLabel("Display name").fill("ü".repeat(65));
        assertThat(page.getByText("130 of 128 bytes")).isVisible();
        button(page, "Make my address").click();
        assertThat(page.getByText("A name has 1 to 128 bytes on one line")).isVisible();
        Browser.look(page, look, "03-name-too-long");
        page.getByLabel("Display name").fill("Mara Lund");
        assertThat(page.getByText("of 128 bytes")).hasCount(0);
        button(page, "Make my address").click();
        assertThat(page.getByText("Please choose one")).isVisible();
        page.getByLabel("No, leave me out").check();
        assertThat(page.getByText("Please choose one")).hasCount(0);
        Browser.look(page, look, "03-welcome");
        button(page, "Make my address").click();
        assertThat(page.getByAltText("QR code of the address")).isVisible();
        button(page, "Announce now").click();
        assertThat(page.getByText("On its way.")).isVisible();
        Browser.look(page, look, "04-address");
    }

    private static void emptyPlaces(Page page, Browser.Look look) {
        page.navigate("/");
        assertThat(page.getByText("No messages yet")).isVisible();
        Browser.look(page, look, "05-no-messages");
        page.keyboard().press("n");
        assertThat(page.getByText("Nobody heard yet")).isVisible();
        Browser.look(page, look, "06-nobody-heard");
    }

    private void writeToSomebodyHeard(Page page, Browser.Look look) {
        page.reload();
        page.getByLabel("To", new Page.GetByLabelOptions().setExact(true)).fill("bob");
        assertThat(page.getByText("Ferry Aurora")).hasCount(0);
        Browser.look(page, look, "07-heard");
        page.locator("weft-heard-row").getByText("Bob Field").click();
        assertThat(page.getByText("Loud and clear, two hops.")).isVisible();
        if (look.phone()) {
            assertThat(page.locator("weft-whereabouts")).containsText("Mara LundHarbour Club");
        }
        Browser.look(page, look, "10-thread");
        message(page).fill("On our way, 20 minutes.");
        page.keyboard().press("Enter");
        Locator bubble = page.locator("weft-bubble").last();
        assertThat(bubble).containsText("On our way, 20 minutes.");
        assertThat(bubble).containsText("Accepted");
        node.lastSentBecomes("waiting", "path");
        assertThat(bubble).containsText("Waiting for a path");
        node.lastSentBecomes("delivered", null);
        assertThat(bubble).containsText("Delivered");
        assertThat(page.locator("weft-bubble").getByText("On our way, 20 minutes."))
                .hasCount(1);
    }

    private void answerArrives(Page page, Browser.Look look) {
        node.change(() -> {
            node.tellOf(
                    node.mailbox.add("in", StubStory.BOB, "The kettle is on.", Instant.now(), new JsonObject()),
                    "message.created");
            return null;
        });
        assertThat(page.locator("weft-bubble").getByText("The kettle is on.")).isVisible();
        Browser.look(page, look, "11-answer");
    }

    private void sendPicture(Page page, Browser.Look look) {
        page.locator("weft-composer input[type=file]")
                .setInputFiles(new FilePayload("far too large.bin", "application/octet-stream", new byte[1_200_000]));
        assertThat(page.getByText("at most 1 MB fit into one message")).isVisible();
        assertThat(button(page, "Send")).isDisabled();
        Browser.look(page, look, "12-too-large");
        button(page, "Remove far too large.bin").click();
        page.locator("weft-composer input[type=file]")
                .setInputFiles(new FilePayload("view.png", "image/png", StubStory.view()));
        button(page, "Send").click();
        Locator bubble = page.locator("weft-bubble").last();
        assertThat(bubble).containsText("Accepted");
        enlarge(page, look, bubble);
        node.lastSentBecomes("delivered", null);
        assertThat(bubble).containsText("Delivered");
    }

    private static void enlarge(Page page, Browser.Look look, Locator bubble) {
        Locator enlarge = bubble.locator("button.enlarge");
        bubble.getByAltText("Picture: view.png").click();
        Locator large = page.locator("weft-dialog").getByAltText("Picture: view.png");
        assertThat(large).isVisible();
        Browser.look(page, look, "12-enlarged");
        page.keyboard().press("Escape");
        assertThat(large).hasCount(0);
        assertThat(enlarge).isFocused();
        page.keyboard().press("Enter");
        assertThat(large).isVisible();
        page.locator("weft-dialog").getByLabel("Close").click();
        assertThat(large).hasCount(0);
        assertThat(enlarge).isFocused();
    }

    private static void details(Page page, Browser.Look look) {
        page.locator("weft-bubble").last().locator("a.state").click();
        assertThat(heading(page, "Message details")).isVisible();
        assertThat(page.getByText("What happened to it")).isHidden();
        page.locator("weft-message-details summary").click();
        assertThat(page.getByText("What happened to it")).isVisible();
        assertThat(page.getByText("The recipient confirmed it.")).isVisible();
        assertThat(page.getByText("it made room for another link")).isVisible();
        Browser.look(page, look, "13-details");
        page.goBack();
        assertThat(page.getByText("What happened to it")).hasCount(0);
        page.goBack();
        assertThat(heading(page, "New message")).isVisible();
        page.navigate("/");
        assertThat(heading(page, "Messages")).isVisible();
        Browser.look(page, look, "14-conversations");
        if (look.phone()) {
            button(page, "More").click();
            Browser.look(page, look, "15-more");
        }
        button(page, "Sign out").click();
        assertThat(heading(page, "Sign in")).isVisible();
    }

    /** What a row says of somebody or something is all to be seen. */
    private static void wholeRows(Page page) {
        org.assertj.core.api.Assertions.assertThat(
                        page.locator("weft-table-row .about").evaluateAll("""
                        (lines) => lines.filter((line) => line.scrollWidth > line.clientWidth || line.scrollHeight > line.clientHeight + 1)
                          .map((line) => line.textContent)"""))
                .isEqualTo(List.of());
    }

    private static void visit(Page page, Browser.Look look, String path, String title, String picture) {
        page.navigate(path);
        assertThat(heading(page, title)).isVisible();
        assertThat(page.locator("weft-skeleton")).hasCount(0);
        if (look.phone()) {
            assertThat(page.locator("weft-whereabouts .me")).hasText(Pattern.compile("Mara Lund|Mara of the harbour"));
            assertThat(page.locator("weft-whereabouts .node")).hasText("Harbour Club");
        } else {
            assertThat(page.locator("weft-whereabouts")).isHidden();
        }
        Browser.look(page, look, picture);
    }
}
