package weft.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.browser.Browser;

/** What a stranger's browser asks for first. How much comes then is bounded where it is as it is shipped: EveryScreenTest. */
@QuarkusTest
class FirstLoadTest extends WebInterface {

    @Test
    void theFirstLoadAsksNoOtherHostAndNotWhoIsSignedIn() {
        List<Request> requests = Collections.synchronizedList(new ArrayList<>());
        Page page = browser.open(node.url(), Browser.Look.PHONE);
        page.onRequest(requests::add);
        assertThat(page.navigate("/").headerValue("content-security-policy"))
                .contains("require-trusted-types-for 'script'; trusted-types weft")
                .doesNotContain("unsafe");
        page.getByLabel("User name").waitFor();
        page.waitForLoadState();

        assertThat(requests).hasSizeGreaterThan(2).allSatisfy(request -> assertThat(
                        URI.create(request.url()).getAuthority())
                .isEqualTo(URI.create(node.url()).getAuthority()));
        assertThat(requests)
                .extracting(request -> URI.create(request.url()).getPath())
                .contains("/api/v1/setup")
                .doesNotContain("/api/v1/session");
    }
}
