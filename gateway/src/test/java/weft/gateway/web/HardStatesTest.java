package weft.gateway.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.browser.Browser;

/** Failed, offline, wrong, and very long. */
@QuarkusTest
class HardStatesTest extends WebInterface {

    @Test
    void aMessageTheNodeRefusesStaysWithItsReasonAndGoesOutOnTheSecondTry() {
        browser.expect("status of 413");
        Page page = signedInWithStory(Browser.Look.DESKTOP);
        page.navigate(threadWith(StubStory.BOB));
        node.failOn("/api/v1/identities/" + StubMailbox.IDENTITY + "/messages", 413);
        message(page).fill("Will this arrive?");
        button(page, "Send").click();
        assertThat(page.getByText("Not sent. This is too large. One message holds at most 1 MB, files included."))
                .isVisible();
        Browser.look(page, Browser.Look.DESKTOP, "32-unsent");
        node.failOn("", 0);
        button(page, "Try again").click();
        assertThat(page.locator("weft-bubble").last()).containsText("Will this arrive?");
        assertThat(page.getByText("Not sent.")).hasCount(0);

        node.lastSentBecomes("failed", "no-path");
        message(page).fill("and this?");
        button(page, "Write again").click();
        assertThat(message(page)).hasValue("Will this arrive?\nand this?");
    }

    @Test
    void theHashOfAnIdentityIsRecognisedAndItsAddressIsOneClickAway() {
        String hash = "1de0".repeat(8);
        Page page = signedInWithStory(Browser.Look.PHONE);
        node.change(() -> node.mailbox.identities.put(hash, StubStory.BOB));
        page.navigate("/i/" + StubMailbox.IDENTITY + "/new");
        page.getByLabel("To", new Page.GetByLabelOptions().setExact(true)).fill(hash);
        button(page, "Write").click();
        assertThat(page.getByText("This is the hash of an identity, not an address."))
                .isVisible();
        Browser.look(page, Browser.Look.PHONE, "41-identity-hash");
        page.getByText("Write to b0b0aa…aabbcc").click();
        assertThat(heading(page, "Bob Field")).isVisible();

        String nobody = "0b0d".repeat(8);
        page.navigate("/i/" + StubMailbox.IDENTITY + "/new");
        page.getByLabel("To", new Page.GetByLabelOptions().setExact(true)).fill(StubMailbox.OWN_ADDRESS);
        assertThat(page.getByText("This is your own address")).isVisible();
        page.getByLabel("To", new Page.GetByLabelOptions().setExact(true)).fill(nobody);
        assertThat(page.getByText("This node has not heard this address yet.")).isVisible();
        Browser.look(page, Browser.Look.PHONE, "41-not-heard");
        button(page, "Write to 0b0d0b…0d0b0d").click();
        assertThat(page).hasURL(node.url() + threadWith(nobody));

        page.navigate(threadWith(hash));
        message(page).fill("half a thou");
        page.getByText("Write to b0b0aa…aabbcc").click();
        assertThat(heading(page, "Bob Field")).isVisible();
        assertThat(message(page)).hasValue("half a thou");
    }

    @Test
    void membersWhoWantToBeSeenStandAmongThoseWhomOneCanWriteTo() {
        String ruth = "4074".repeat(8);
        Page page = signedInWithStory(Browser.Look.PHONE);
        node.change(() -> node.mailbox.neighbours.add(
                new JsonObject().put("address", ruth).put("name", "Ruth of the pier")));
        page.navigate("/i/" + StubMailbox.IDENTITY + "/new");
        Locator row = page.locator("weft-heard-row").first();
        assertThat(row).containsText("Ruth of the pier");
        assertThat(row).containsText("On this node");
        page.navigate("/i/" + StubMailbox.IDENTITY + "/settings");
        page.getByLabel("Show me to the members of this node").check();
        button(page, "Save").click();
        assertThat(page.getByText("Saved.")).isVisible();
        org.assertj.core.api.Assertions.assertThat(
                        node.change(() -> node.mailbox.identity().getBoolean("listed")))
                .isTrue();
    }

    @Test
    void listsThatCannotBeFetchedSayWhyAndWhatToDo() {
        browser.expect("status of 500");
        Page page = signedInWithStory(Browser.Look.PHONE);
        node.failOn("/api/v1/identities/", 500);
        page.navigate("/");
        assertThat(page.getByText("Your conversations could not be fetched")).isVisible();
        Browser.look(page, Browser.Look.PHONE, "33-failed");
        node.failOn("", 0);
        button(page, "Try again").click();
        assertThat(page.getByText("Bob Field")).isVisible();
    }

    @Test
    void anUnreachableNodeAndOneThatStartsAreToldApartAndThePageGoesOnByItself() {
        browser.expect("status of 503");
        browser.expect("ERR_INTERNET_DISCONNECTED");
        browser.expect("ERR_FAILED");
        Page page = signedInWithStory(Browser.Look.PHONE_DARK);
        node.failOn("/api/", 503);
        page.reload();
        assertThat(page.getByText("The node is starting")).isVisible();
        Browser.look(page, Browser.Look.PHONE_DARK, "34-starting");
        node.failOn("", 0);
        assertThat(page.getByText("Bob Field")).isVisible();
        page.context().setOffline(true);
        page.locator("weft-conversation-row").first().click();
        assertThat(page.getByText("These messages could not be fetched")).isVisible();
        Browser.look(page, Browser.Look.PHONE_DARK, "35-offline");
        page.context().setOffline(false);
        assertThat(page.getByText("These messages could not be fetched")).hasCount(0);
        assertThat(message(page)).isVisible();
    }

    @Test
    void aMemberTakesTheKeyAndTheMailboxAlongAfterThePassword() throws IOException {
        browser.expect("status of 403");
        browser.expect("status of 503");
        Page page = signedInWithStory(Browser.Look.PHONE);
        node.change(() -> {
            node.api.accounts.proofGrowsOld();
            return null;
        });
        page.navigate("/i/" + StubMailbox.IDENTITY + "/settings");
        button(page, "Show my private key").click();
        page.locator("weft-proof #password").fill(StubApi.PASSWORD);
        page.keyboard().press("Enter");
        assertThat(page.getByText("can read and write in your name")).isVisible();
        Browser.look(page, Browser.Look.PHONE, "44-private-key");
        Download key = page.waitForDownload(
                () -> button(page, "Save it as other programs keep it").click());
        org.assertj.core.api.Assertions.assertThat(key.suggestedFilename())
                .isEqualTo(StubMailbox.OWN_ADDRESS + ".identity");
        org.assertj.core.api.Assertions.assertThat(Files.readAllBytes(key.path()))
                .isEqualTo(StubKeys.KEY);
        Download mailbox =
                page.waitForDownload(() -> button(page, "Save my mailbox").click());
        org.assertj.core.api.Assertions.assertThat(mailbox.suggestedFilename())
                .isEqualTo(StubMailbox.OWN_ADDRESS + ".mailbox.tar");
        // The browser's own: nothing of it is held by the page.
        org.assertj.core.api.Assertions.assertThat(mailbox.url())
                .isEqualTo(node.url() + "/api/v1/identities/" + StubMailbox.IDENTITY + "/mailbox");
        org.assertj.core.api.Assertions.assertThat(Files.size(mailbox.path())).isEqualTo(1024);
        assertThat(page.getByText("The file is on its way")).isVisible();
        node.failOn("/api/v1/identities/" + StubMailbox.IDENTITY + "/mailbox", 503);
        button(page, "Save my mailbox").click();
        assertThat(page.locator("weft-identity-export").getByRole(AriaRole.ALERT))
                .isVisible();
        assertThat(page.getByText("The file is on its way")).hasCount(0);
        button(page, "Hide it").click();
        assertThat(page.getByText("can read and write in your name")).hasCount(0);
    }

    @Test
    void tenThousandRowsScrollWithAFewInThePage() {
        node.change(() -> {
            StubStory.fillWithTenThousand(node);
            return null;
        });
        Page page = signedIn(Browser.Look.DESKTOP);
        assertThat(page.getByText("Member 10000", new Page.GetByTextOptions().setExact(true)))
                .isVisible();
        for (int i = 0; i < 30; i++) {
            page.evaluate("""
                    () => { const list = document.querySelector("weft-app").shadowRoot.querySelector("weft-messages").shadowRoot
                        .querySelector("weft-conversation-list").shadowRoot.querySelector("weft-list");
                        list.scrollTop = list.scrollHeight; }""");
            page.waitForTimeout(30);
        }
        assertThat(page.getByText("Member 9500", new Page.GetByTextOptions().setExact(true)))
                .hasCount(0);
        org.assertj.core.api.Assertions.assertThat(
                        page.locator("weft-conversation-row").count())
                .isBetween(5, 60);

        page.navigate(threadWith(StubStory.BOB));
        assertThat(page.locator("weft-bubble").last()).containsText("Line 10000");
        assertThat(page.locator("weft-bubble")).hasCount(50);
        page.getByText("Older messages").click();
        assertThat(page.getByText("Line 9901", new Page.GetByTextOptions().setExact(true)))
                .hasCount(1);
        Browser.look(page, Browser.Look.DESKTOP, "37-ten-thousand");
        page.navigate("/i/" + StubMailbox.IDENTITY + "/new");
        assertThat(page.locator("weft-heard-row").first()).isVisible();
        org.assertj.core.api.Assertions.assertThat(
                        page.locator("weft-heard-row").count())
                .isLessThan(40);
    }

    @Test
    void picturesKeepTheirRoomWhetherTheyLoadFailOrAreShownByHand() {
        browser.expect("status of 500");
        String[] peers = {"a1c0".repeat(8), "a1c1".repeat(8), "a1c2".repeat(8)};
        node.change(() -> {
            for (int i = 0; i < peers.length; i++) {
                JsonObject message = node.mailbox.add(
                        "in",
                        peers[i],
                        "look",
                        Instant.now(),
                        new JsonObject()
                                .put("signature", i == 2 ? "unverified" : "valid")
                                .put(
                                        "attachments",
                                        JsonArray.of(new JsonObject()
                                                .put("n", 0)
                                                .put("name", "view.png")
                                                .put("size", 900))));
                node.mailbox.files.put(message.getString("id") + "/0", StubStory.view());
            }
            return null;
        });
        Page page = signedInWithStory(Browser.Look.PHONE);
        List<Route> held = new ArrayList<>();
        page.route("**/attachments/0", held::add);
        Locator bubble = page.locator("weft-bubble .bubble");
        Locator picture = page.getByAltText("Picture: view.png");

        page.navigate(threadWith(peers[0]));
        page.waitForCondition(() -> !held.isEmpty());
        var before = bubble.boundingBox();
        held.removeFirst().resume();
        assertThat(picture).isVisible();
        sameSize(before, bubble.boundingBox());

        page.navigate(threadWith(peers[1]));
        page.waitForCondition(() -> !held.isEmpty());
        before = bubble.boundingBox();
        held.removeFirst().fulfill(new Route.FulfillOptions().setStatus(500));
        assertThat(bubble.getByRole(AriaRole.ALERT)).isVisible();
        sameSize(before, bubble.boundingBox());
        Browser.look(page, Browser.Look.PHONE, "48-picture-failed");
        button(page, "Try again").click();
        page.waitForCondition(() -> !held.isEmpty());
        held.removeFirst().resume();
        assertThat(picture).isVisible();
        sameSize(before, bubble.boundingBox());

        page.navigate(threadWith(peers[2]));
        button(page, "Show picture (900 bytes)").waitFor();
        before = bubble.boundingBox();
        button(page, "Show picture (900 bytes)").click();
        page.waitForCondition(() -> !held.isEmpty());
        sameSize(before, bubble.boundingBox());
        held.removeFirst().resume();
        assertThat(picture).isVisible();
        sameSize(before, bubble.boundingBox());
    }

    private static void sameSize(BoundingBox before, BoundingBox now) {
        org.assertj.core.api.Assertions.assertThat(new double[] {now.width, now.height})
                .containsExactly(before.width, before.height);
    }

    @Test
    void atFourTimesTheSizeAThreadShowsMoreThanOneMessageAndNothingNeedsScrollingBothWays() {
        String peer = "2004".repeat(8);
        node.change(() -> {
            node.mailbox.names.put(peer, "Zoe");
            for (int i = 1; i <= 12; i++) {
                node.mailbox.add(i % 3 == 0 ? "out" : "in", peer, "Line " + i, Instant.now(), new JsonObject());
            }
            node.mailbox.readAll(peer);
            return null;
        });
        Page page = signedInWithStory(Browser.Look.ZOOMED);
        page.navigate(threadWith(peer));
        Locator bubbles = page.locator("weft-bubble .bubble");
        var whole = new LocatorAssertions.IsInViewportOptions().setRatio(1);
        assertThat(bubbles.nth(11)).isInViewport(whole);
        assertThat(bubbles.nth(10)).isInViewport(whole);
        assertThat(message(page)).isInViewport(whole);
        Browser.look(page, Browser.Look.ZOOMED, "51-zoomed");
        node.change(() -> {
            node.mailbox.standing.put(peer, new JsonObject().put("request", true));
            node.tell(
                    "message.conversation",
                    new JsonObject().put("identity", StubMailbox.IDENTITY).put("peer", peer));
            return null;
        });
        assertThat(button(page, "Let them in")).isInViewport(whole);
        assertThat(bubbles.nth(11)).isInViewport(whole);
        Browser.look(page, Browser.Look.ZOOMED, "51-zoomed-request");
        bubbles.nth(9).evaluate("bubble => bubble.scrollIntoView({ block: 'start' })");
        assertThat(bubbles.nth(9)).isInViewport(whole);
        assertThat(bubbles.nth(10)).isInViewport(whole);
        assertThat(button(page, "Let them in")).not().isInViewport();
        bubbles.nth(11).locator("a.state").click();
        assertThat(page.getByText("Written")).isVisible();
        onlyDownwards(page);
        for (String place : List.of("", "/c/" + peer, "/c/" + StubStory.BOB, "/new", "/address", "/settings")) {
            page.navigate("/i/" + StubMailbox.IDENTITY + place);
            assertThat(page.locator("weft-skeleton")).hasCount(0);
            page.getByRole(AriaRole.HEADING).first().waitFor();
            onlyDownwards(page);
            Browser.look(page, Browser.Look.ZOOMED, "52-zoomed" + place.replaceAll("/.*/?", "") + place.length());
        }
        for (String place : List.of("/devices", "/members", "/node")) {
            page.navigate(place);
            assertThat(page.locator("weft-skeleton")).hasCount(0);
            page.getByRole(AriaRole.HEADING).first().waitFor();
            onlyDownwards(page);
            Browser.keep(page, Browser.Look.ZOOMED, "52-zoomed" + place.replace('/', '-'));
        }
    }

    /** Nothing is wider than the page, and nothing that scrolls is wider than itself. */
    private static void onlyDownwards(Page page) {
        org.assertj.core.api.Assertions.assertThat(page.evaluate("""
                () => {
                  const wide = [];
                  const look = (root) => {
                    for (const element of root.querySelectorAll("*")) {
                      const style = getComputedStyle(element);
                      const scrolls = /auto|scroll/.test(style.overflowX) || element === document.documentElement;
                      if (scrolls && element.scrollWidth > element.clientWidth + 1) wide.push(`${element.localName}.${element.className}`);
                      if (element.shadowRoot) look(element.shadowRoot);
                    }
                  };
                  look(document);
                  return wide.join(" ");
                }"""))
                .asString()
                .isEmpty();
    }

    @Test
    void whatTheNodeRefusesIsSaidAtItsFieldWithoutTheNamesOfTheApi() {
        browser.expect("status of 422");
        Page page = signedInWithStory(Browser.Look.PHONE);
        page.navigate("/i/" + StubMailbox.IDENTITY + "/settings");
        page.getByLabel("Display name").fill("Mara \u202eLund");
        button(page, "Save").click();
        assertThat(page.getByText("A name has 1 to 128 bytes on one line")).isVisible();
        assertThat(page.getByLabel("Display name")).isFocused();
        assertThat(page.getByText("displayName")).hasCount(0);
        assertThat(page.getByText("A value breaks a rule")).hasCount(0);
        Browser.look(page, Browser.Look.PHONE, "46-refused-at-its-field");
    }

    @Test
    void theSameInGerman() {
        node.change(() -> {
            StubStory.fill(node);
            return null;
        });
        Page page = signedIn(Browser.Look.PHONE, "de-DE", "Anmelden");
        assertThat(page.getByText("Bob Field")).isVisible();
        page.navigate(threadWith(StubStory.STRANGER));
        assertThat(page.getByText("Absender noch nicht geprüft")).isVisible();
        page.locator("weft-bubble").last().locator("a.state").click();
        page.locator("weft-message-details summary").click();
        assertThat(page.locator("weft-message-details summary")).hasText("Weg");
        assertThat(page.getByText("Ein Weg wurde gefunden: Der Empfänger ist 2 Sprünge entfernt."))
                .isVisible();
        assertThat(page.getByText("Der Empfänger hat sie bestätigt.")).isVisible();
        assertThat(page.locator("weft-message-details li [lang=en]")).hasText("A sentence nobody has translated.");
        assertThat(page.getByText("Sie hat einer anderen Verbindung Platz gemacht"))
                .isVisible();
        assertThat(page.getByText("Die Verbindung steht; hin und zurück dauert es 420 ms."))
                .isVisible();
        Browser.look(page, Browser.Look.PHONE, "38-german");
        node.change(() -> {
            node.api.operators.trouble = true;
            return null;
        });
        page.navigate("/node");
        assertThat(page.getByText("Die Datenbank antwortet nicht.")).isVisible();
        assertThat(page.locator("weft-node .reason")).containsText("Auf der anderen Seite hört niemand.");
        Browser.look(page, Browser.Look.PHONE, "38-german-health");
        node.change(() -> node.api
                .accounts
                .all()
                .get(1)
                .put("lockedUntil", Instant.now().plusSeconds(900).toString()));
        page.navigate("/members");
        button(page, "Verwalten: jonas").click();
        assertThat(button(page, "Link anlegen")).isVisible();
        Browser.look(page, Browser.Look.PHONE, "38-german-manage");
        button(page, "Jetzt entsperren").click();
        assertThat(page.locator("weft-member").getByText("jonas ist entsperrt")).isVisible();
        page.navigate("/invites");
        page.getByText("Für wen, wie oft, wie lange").click();
        button(page, "Einladung anlegen").click();
        assertThat(page.getByAltText("QR-Code des Einladungslinks")).isInViewport();
        Browser.look(page, Browser.Look.PHONE, "38-german-invites");
        org.assertj.core.api.Assertions.assertThat(page.evaluate("document.documentElement.lang"))
                .isEqualTo("de");
    }
}
