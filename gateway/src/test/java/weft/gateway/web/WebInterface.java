package weft.gateway.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.logging.Log;
import io.quarkus.test.common.http.TestHTTPResource;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.ext.web.RoutingContext;
import java.net.URL;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import weft.browser.Browser;

/** A browser before the gateway's own pages, with the stub of the node behind /api. Nothing may complain on the way. */
abstract class WebInterface {

    @TestHTTPResource("/")
    URL gateway;

    protected StubNode node;
    protected Browser browser;
    private Vertx vertx;
    private HttpClient client;

    @BeforeEach
    void open() throws Exception {
        // One event loop: whatever it calls needs no lock.
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        client = vertx.createHttpClient();
        node = new StubNode(vertx, this::fetch);
        browser = new Browser();
    }

    @AfterEach
    void close() {
        Log.debugf("unanswered when the test ended: %s", browser.unanswered());
        browser.close();
        node.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        Assertions.assertThat(browser.complaints())
                .as("what pages complained about")
                .isEmpty();
        Assertions.assertThat(node.unlikeTheNode())
                .as("what the stub answers otherwise than a node")
                .isEmpty();
    }

    /** The member "mara", an operator, in a mailbox with some history. */
    protected Page signedIn(Browser.Look look) {
        return signedIn(look, "en-GB", "Sign in");
    }

    protected Page signedIn(Browser.Look look, String locale, String button) {
        node.change(() -> {
            node.api.settle("Mara Lund");
            return null;
        });
        Page page = browser.open(node.url(), look, locale);
        page.navigate("/");
        page.locator("#username").fill("mara");
        page.locator("#password").fill(StubApi.PASSWORD);
        button(page, button).click();
        page.locator("weft-conversation-list").waitFor();
        return page;
    }

    protected Page signedInWithStory(Browser.Look look) {
        node.change(() -> {
            StubStory.fill(node);
            return null;
        });
        Page page = signedIn(look);
        assertThat(page.getByText("Bob Field")).isVisible();
        return page;
    }

    protected static String threadWith(String peer) {
        return "/i/" + StubMailbox.IDENTITY + "/c/" + peer;
    }

    protected static Locator message(Page page) {
        return page.getByRole(
                AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("Message").setExact(true));
    }

    protected static Locator heading(Page page, String name) {
        return page.getByRole(
                AriaRole.HEADING, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    protected static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private void fetch(RoutingContext context) {
        var asked = context.request();
        asked.body()
                .compose(body -> client.request(asked.method(), gateway.getPort(), gateway.getHost(), asked.uri())
                        .compose(request -> {
                            request.putHeader(
                                    "Accept-Encoding", asked.headers().get("Accept-Encoding") == null ? "" : "gzip");
                            request.putHeader("Accept", Objects.requireNonNullElse(asked.getHeader("Accept"), "*/*"));
                            return request.send(body);
                        }))
                .compose(answer -> answer.body().map(body -> Map.entry(answer, body)))
                .onSuccess(whole -> {
                    var answer = whole.getKey();
                    var response = context.response().setStatusCode(answer.statusCode());
                    answer.headers().forEach((name, value) -> {
                        if (!name.equalsIgnoreCase("transfer-encoding")
                                && !name.equalsIgnoreCase("strict-transport-security")) {
                            response.putHeader(name, value);
                        }
                    });
                    // Whole, not piped: a page that is left half-way must not keep a connection.
                    response.end(whole.getValue());
                })
                .onFailure(context::fail);
    }
}
