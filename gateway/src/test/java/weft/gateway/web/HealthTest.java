package weft.gateway.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import weft.browser.Browser;

/** What an operator sees of how the node fares, and of its members while a part of it does not answer. */
@QuarkusTest
class HealthTest extends WebInterface {

    @Test
    void whatIsWrongWithTheNodeStandsThereWithWhatToDoAndGoesByItself() {
        browser.expect("status of 503");
        Page page = signedInWithStory(Browser.Look.PHONE);
        node.change(() -> {
            node.api.operators.trouble = true;
            node.api.operators.away.add("weft-message");
            return null;
        });
        page.navigate("/node");
        Locator health = page.locator("weft-health");
        assertThat(health.locator("li").first()).containsText("Bad: A part of the node can't be reached: messages.");
        assertThat(health).containsText("Look whether it runs, and at what its log says last.");
        assertThat(health).containsText("Bad: The database does not answer.");
        assertThat(health).containsText("Look: The disk has only 400 MB free.");
        assertThat(health).containsText("Look: roof is down: Nothing listens at the other side.");
        Browser.look(page, Browser.Look.PHONE, "45-trouble");
        page.setViewportSize(1280, 800);
        Browser.look(page, Browser.Look.DESKTOP, "45-trouble");
        node.change(() -> {
            node.api.operators.trouble = false;
            node.api.operators.away.clear();
            return null;
        });
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
        assertThat(health.getByText("All is well. The node has run for 3 days."))
                .isVisible();
        assertThat(health.locator("[role=status] li")).hasCount(0);
        health.locator("summary").click();
        assertThat(health).containsText("Addresses that live here: 3.");
        assertThat(health).containsText("The disk has 80 GB free.");
    }

    /** What could not be fetched was "no address", and 0 bytes that a deletion loses. */
    @Test
    void whatAMemberHasIsUnknownAndNotNothingWhileItCanNotBeFetched() {
        browser.expect("status of 503");
        Page page = signedIn(Browser.Look.PHONE, "de-DE", "Anmelden");
        node.change(() -> node.api.accounts.add("newcomer", "member"));
        node.failOn("/api/v1/mailboxes", 503);
        page.navigate("/members");
        Locator jonas = page.locator("weft-table-row").filter(new Locator.FilterOptions().setHasText("jonas"));
        assertThat(jonas).containsText("Adressen konnten nicht geladen werden");
        assertThat(page.getByText("Noch keine Adresse")).hasCount(0);
        button(page, "Verwalten: jonas").click();
        button(page, "Dieses Konto löschen").click();
        assertThat(page.locator("weft-member dl")).containsText("Konnte nicht geladen werden");
        assertThat(page.locator("weft-member .lost")).containsText("Wie viel das ist, konnte nicht geladen werden");
        assertThat(page.locator("weft-member .lost")).not().containsText("0 B");
        Browser.look(page, Browser.Look.PHONE, "38-german-unknown");
        page.locator("weft-member").getByLabel("Schließen").click();

        node.failOn("", 0);
        button(page, "Verwalten: jonas").click();
        button(page, "Dieses Konto löschen").click();
        assertThat(page.locator("weft-member .lost")).containsText("48,2 MB an Nachrichten");
        page.locator("weft-member").getByLabel("Schließen").click();
        assertThat(jonas).containsText("jonas of the pier");
        button(page, "Verwalten: newcomer").click();
        button(page, "Dieses Konto löschen").click();
        assertThat(page.locator("weft-member .lost")).containsText("noch keine Adresse und keine Nachrichten");
        assertThat(page.locator("weft-member dl")).containsText("Noch keine Adresse");
    }
}
