package weft.gateway.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Page;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import weft.browser.Browser;

/** Everything a member needs every day, without a pointer. */
@QuarkusTest
class KeyboardJourneyTest extends WebInterface {

    @Test
    void findOpenAnswerAndLeaveByKeyboardAlone() {
        node.change(() -> {
            node.api.settle("Mara Lund");
            StubStory.fill(node);
            return null;
        });
        Page page = browser.open(node.url(), Browser.Look.DESKTOP);
        page.navigate("/");
        Keyboard keys = page.keyboard();
        assertThat(page.getByLabel("User name")).isFocused();
        keys.type("mara");
        keys.press("Tab");
        keys.type(StubApi.PASSWORD);
        keys.press("Enter");
        assertThat(page.getByText("Bob Field")).isVisible();

        keys.press("/");
        assertThat(page.getByLabel("Search name or address")).isFocused();
        keys.type("food");
        assertThat(page.locator("weft-conversation-row")).hasCount(1);
        keys.press("ArrowDown");
        keys.press("Enter");
        assertThat(heading(page, "Food bank")).isVisible();
        assertThat(message(page)).isFocused();

        keys.type("Thursday it is");
        keys.press("Shift+Enter");
        keys.type("at ten");
        keys.press("Enter");
        assertThat(page.locator("weft-bubble").last()).containsText("Thursday it is\nat ten");
        Browser.look(page, Browser.Look.DESKTOP, "30-keyboard");

        keys.press("Escape");
        assertThat(page.getByText("No conversation open")).isVisible();
        keys.press("/");
        keys.press("Escape");
        keys.press("j");
        keys.press("j");
        keys.press("k");
        keys.press("Enter");
        assertThat(heading(page, "Food bank")).isVisible();
        keys.press("Escape");

        keys.press("n");
        assertThat(page.getByLabel("To", new Page.GetByLabelOptions().setExact(true)))
                .isFocused();
        keys.type("<b0b0aa11223344556677889900AABBCC>");
        keys.press("Enter");
        assertThat(heading(page, "Bob Field")).isVisible();
        keys.press("Escape");
        keys.press("?");
        assertThat(page.getByText("Words of the mesh")).isVisible();
        keys.press("Escape");
        assertThat(page.getByText("Words of the mesh")).hasCount(0);
    }
}
