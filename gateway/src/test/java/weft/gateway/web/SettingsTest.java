package weft.gateway.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.browser.Browser;

/** What a person sets, for the mesh to see or for this browser alone. */
@QuarkusTest
class SettingsTest extends WebInterface {

    @Test
    void settingsAskBeforeChangesAreDropped() {
        Page page = signedInWithStory(Browser.Look.DESKTOP);
        String settings = "/i/" + StubMailbox.IDENTITY + "/settings";
        page.getByTitle("Settings", new Page.GetByTitleOptions().setExact(true)).click();
        Locator name = page.getByLabel("Display name");
        name.fill("Mara of the pier");
        assertThat(page.getByText("Not saved yet.")).isVisible();

        page.getByTitle("Devices", new Page.GetByTitleOptions().setExact(true)).click();
        assertThat(heading(page, "Leave without saving?")).isVisible();
        Browser.look(page, Browser.Look.DESKTOP, "49-leaving");
        page.keyboard().press("Escape");
        assertThat(heading(page, "Leave without saving?")).hasCount(0);
        assertThat(name).hasValue("Mara of the pier");

        page.goBack();
        assertThat(heading(page, "Leave without saving?")).isVisible();
        assertThat(page).hasURL(node.url() + settings);
        button(page, "Stay here").click();
        assertThat(heading(page, "Leave without saving?")).hasCount(0);
        assertThat(name).hasValue("Mara of the pier");

        List<String> dialogs = new ArrayList<>();
        page.onDialog(dialog -> {
            dialogs.add(dialog.type());
            dialog.dismiss();
        });
        page.close(new Page.CloseOptions().setRunBeforeUnload(true));
        page.waitForCondition(() -> dialogs.contains("beforeunload"));
        assertThat(name).hasValue("Mara of the pier");

        page.goBack();
        button(page, "Leave without saving").click();
        assertThat(heading(page, "Messages")).isVisible();
        page.goForward();
        assertThat(name).hasValue("Mara Lund");
        name.fill("Mara of the pier");
        button(page, "Save").click();
        assertThat(page.getByText("Saved.")).isVisible();
        page.getByTitle("Devices", new Page.GetByTitleOptions().setExact(true)).click();
        assertThat(heading(page, "Devices")).isVisible();
    }

    @Test
    void theLanguageIsChosenInSettingsAndActsAtOnce() {
        Page page = signedInWithStory(Browser.Look.PHONE);
        page.navigate("/i/" + StubMailbox.IDENTITY + "/settings");
        page.getByLabel("Display name").fill("Half typed");
        page.getByLabel("Language").selectOption("Deutsch");
        assertThat(heading(page, "Einstellungen")).isVisible();
        assertThat(page.locator("html")).hasAttribute("lang", "de");
        assertThat(page.getByLabel("Anzeigename")).hasValue("Half typed");
        assertThat(page.locator("weft-sidebar").getByText("Nachrichten")).isVisible();
        Browser.look(page, Browser.Look.PHONE, "50-language");
        page.getByLabel("Anzeigename").fill("Mara Lund");
        page.reload();
        assertThat(heading(page, "Einstellungen")).isVisible();
        page.getByLabel("Sprache").selectOption("Wie der Browser");
        assertThat(heading(page, "Settings")).isVisible();
        assertThat(page.locator("html")).hasAttribute("lang", "en");
    }
}
