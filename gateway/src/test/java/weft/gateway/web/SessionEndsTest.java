package weft.gateway.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.browser.Browser;

/** How sessions end and begin again: signing out, here and elsewhere, what becomes of drafts, and wrong passwords. */
@QuarkusTest
class SessionEndsTest extends WebInterface {

    @Test
    void aDraftSurvivesAReloadAndNotASignOut() {
        Page page = signedInWithStory(Browser.Look.DESKTOP);
        page.navigate(threadWith(StubStory.BOB));
        Locator bob = page.locator("weft-conversation-row").filter(new Locator.FilterOptions().setHasText("Bob Field"));
        message(page).fill("half a thou");
        assertThat(bob).containsText("Draft half a thou");
        Browser.look(page, Browser.Look.DESKTOP, "45-draft");
        page.reload();
        assertThat(message(page)).hasValue("half a thou");
        assertThat(bob).containsText("Draft half a thou");
        message(page).fill("");
        assertThat(bob).not().containsText("Draft");

        String nobody = "0b0d".repeat(8);
        page.navigate(threadWith(nobody));
        message(page).fill("to somebody new");
        page.navigate(threadWith(StubStory.BOB));
        assertThat(page.locator("weft-conversation-row").first()).containsText("Draft to somebody new");
        page.navigate(threadWith(nobody));
        button(page, "Send").click();
        assertThat(page.locator("weft-conversation-row").first()).containsText("You: to somebody new");
        message(page).fill("half a thou");
        button(page, "Sign out").click();
        assertThat(heading(page, "Sign in")).isVisible();
        org.assertj.core.api.Assertions.assertThat(page.evaluate("JSON.stringify(localStorage)"))
                .isEqualTo("{}");
    }

    @Test
    void whoSignsOutInAnotherTabIsToldThatAndThatTheDraftIsGone() {
        Page page = signedInWithStory(Browser.Look.PHONE);
        page.navigate(threadWith(StubStory.BOB));
        message(page).fill("half a thou");
        Page other = page.context().newPage();
        other.navigate(node.url() + "/devices");
        assertThat(heading(other, "Devices")).isVisible();
        List<Route> held = new ArrayList<>();
        other.route("**/api/v1/session", held::add);
        button(other, "More").click();
        button(other, "Sign out").click();
        other.waitForCondition(() -> !held.isEmpty());
        // The other tabs hear of it before the one in which it was done.
        ends("signed-out");
        assertThat(page.getByText("You signed out in this browser. What was not sent was removed"))
                .isVisible();
        assertThat(page.getByText("Unsent text is still here.")).hasCount(0);
        Browser.look(page, Browser.Look.PHONE, "45-other-tab");
        held.forEach(Route::resume);
        assertThat(heading(other, "Sign in")).isVisible();
        org.assertj.core.api.Assertions.assertThat(page.evaluate("JSON.stringify(localStorage)"))
                .isEqualTo("{}");
        assertThat(page.getByText("You signed out in this browser.")).isVisible();
    }

    @Test
    void whoWasSignedOutFromElsewhereKeepsTheDraftAndNotThatOfAnAccountThatIsGone() {
        Page page = signedInWithStory(Browser.Look.PHONE);
        page.navigate(threadWith(StubStory.BOB));
        message(page).fill("half a thou");
        ends("signed-out");
        assertThat(page.getByText("This device was signed out from another one. Unsent text is still here."))
                .isVisible();
        page.locator("#username").fill("mara");
        page.locator("#password").fill(StubApi.PASSWORD);
        button(page, "Sign in").click();
        assertThat(message(page)).hasValue("half a thou");
        ends("account-deleted");
        assertThat(page.getByText("Your account was deleted, and what was not sent with it."))
                .isVisible();
        assertThat(page.getByText("Unsent text is still here.")).hasCount(0);
        org.assertj.core.api.Assertions.assertThat(page.evaluate("JSON.stringify(localStorage)"))
                .isEqualTo("{}");
    }

    /** Nothing tells the page but the refusal of what it asks next: its stream was not open, or it was not there at all. */
    @Test
    void whoWasNotThereWhenTheSessionEndedIsToldWhyAllTheSame() {
        browser.expect("status of 401");
        Page page = signedInWithStory(Browser.Look.PHONE);
        page.navigate(threadWith(StubStory.BOB));
        message(page).fill("half a thou");
        endedUnseen("password-changed");
        page.navigate("/devices");
        assertThat(page.getByText("Your password was changed on another device. Unsent text is still here."))
                .isVisible();
        endedUnseen(null);
        page.locator("#username").fill("mara");
        page.locator("#password").fill(StubApi.PASSWORD);
        button(page, "Sign in").click();
        assertThat(heading(page, "Devices")).isVisible();

        page.navigate(threadWith(StubStory.BOB));
        assertThat(message(page)).hasValue("half a thou");
        endedUnseen("signed-out");
        try {
            button(page, "Send").click(new Locator.ClickOptions().setTimeout(2_000));
        } catch (TimeoutError alreadyTold) {
            // What the page asks by itself may be refused first, and takes the button away.
        }
        assertThat(page.getByText("This device was signed out from another one. Unsent text is still here."))
                .isVisible();
        endedUnseen(null);
        page.locator("#username").fill("mara");
        page.locator("#password").fill(StubApi.PASSWORD);
        button(page, "Sign in").click();
        assertThat(message(page)).hasValue("half a thou");
    }

    private void endedUnseen(String reason) {
        node.change(() -> {
            node.api.accounts.ended = reason;
            return null;
        });
    }

    /** JoiningJourneyTest has it from a node itself; among its recorded answers there is none. */
    private void ends(String reason) {
        node.write("event: session.ended\ndata: "
                + new JsonObject().put("session", StubAccounts.SESSION).put("reason", reason) + "\n\n");
    }

    @Test
    void whoSignsOutWhileMoreIsAskedLeavesNoDraftEither() {
        browser.expect("status of 401");
        Page page = signedInWithStory(Browser.Look.DESKTOP);
        page.navigate(threadWith(StubStory.BOB));
        message(page).fill("half a thou");
        List<Route> held = new ArrayList<>();
        page.route("**/api/v1/session", held::add);
        BoundingBox row = page.locator("weft-conversation-row").first().boundingBox();
        button(page, "Sign out").click();
        page.context().clearCookies();
        // Where it was: what the page asks by itself may have taken it away by now, and is told the same.
        page.mouse().click(row.x + 10, row.y + 10);
        assertThat(heading(page, "Sign in")).isVisible();
        org.assertj.core.api.Assertions.assertThat(page.evaluate("JSON.stringify(localStorage)"))
                .isEqualTo("{}");
        assertThat(page.getByText("You were signed out.")).hasCount(0);
        held.forEach(Route::resume);
    }

    @Test
    void wrongPasswordsAreAnsweredAndThenSlowedDown() {
        browser.expect("status of 401");
        browser.expect("status of 429");
        node.change(() -> {
            node.api.settle("Mara Lund");
            return null;
        });
        Page page = browser.open(node.url(), Browser.Look.PHONE);
        page.clock().install();
        page.navigate("/");
        page.getByLabel("User name").fill("mara");
        for (int i = 0; i < 3; i++) {
            page.getByLabel("Password").fill("wrong " + i);
            button(page, "Sign in").click();
            assertThat(page.getByText("User name or password is wrong.")).isVisible();
        }
        page.getByLabel("Password").fill("wrong again");
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Sign in").setExact(true))
                .click();
        assertThat(page.getByText("The node listens again in 7 s.")).isVisible();
        Browser.look(page, Browser.Look.PHONE, "36-slower");

        // Who waits is that user name, and it can be let in earlier than was said: neither comes by waiting alone.
        page.clock().pauseAt(System.currentTimeMillis() + 1_000);
        page.getByLabel("User name").fill("jonas");
        assertThat(button(page, "Sign in")).isEnabled();
        assertThat(page.getByText("The node listens again")).hasCount(0);
        node.change(() -> {
            node.api.accounts.hold = 900;
            return null;
        });
        page.getByLabel("User name").fill("mara");
        button(page, "Sign in").click();
        assertThat(page.getByText("or as soon as an operator of this node has unlocked it"))
                .isVisible();
        assertThat(button(page, "Wait 10 s")).isDisabled();
        page.clock().runFor(10_000);
        assertThat(button(page, "Sign in")).isEnabled();
        assertThat(page.getByText("or as soon as an operator of this node has unlocked it"))
                .isVisible();
        page.clock().resume();
        Browser.look(page, Browser.Look.PHONE, "36-held");
        node.change(() -> {
            node.api.accounts.unlock("mara");
            return null;
        });
        page.getByLabel("Password").fill(StubApi.PASSWORD);
        button(page, "Sign in").click();
        page.locator("weft-conversation-list").waitFor();
    }

    @Test
    void whatTakesThePasswordAgainAsksForItAndIsThenDone() {
        browser.expect("status of 403");
        Page page = signedInWithStory(Browser.Look.PHONE);
        node.change(() -> {
            node.api.accounts.promote("jonas");
            node.api.accounts.proofGrowsOld();
            return null;
        });
        page.navigate("/members");
        button(page, "Manage: jonas").click();
        button(page, "Disable").click();
        button(page, "Really disable?").click();
        assertThat(heading(page, "Your password, please")).isVisible();
        assertThat(page.locator("weft-proof #password")).isFocused();
        Browser.look(page, Browser.Look.PHONE, "39-proof");
        page.locator("weft-proof").getByLabel("Close").click();
        assertThat(page.getByText("Nothing was changed: this takes your password."))
                .isVisible();

        button(page, "Disable").click();
        button(page, "Really disable?").click();
        page.locator("weft-proof #password").fill("wrong again");
        button(page, "Confirm").click();
        assertThat(page.getByText("The password is wrong.")).isVisible();
        page.locator("weft-proof #password").fill(StubApi.PASSWORD);
        page.keyboard().press("Enter");
        assertThat(heading(page, "Your password, please")).hasCount(0);
        assertThat(page.locator("weft-table-row").getByText("Disabled")).isVisible();
        assertThat(page.getByText("Nothing was changed: this takes your password."))
                .hasCount(0);
    }
}
