package weft.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import io.quarkus.logging.Log;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.browser.Browser;

@QuarkusTest
class FirstLoadTest extends WebInterface {

    private static final int LIMIT = 150_000;

    @Test
    void theFirstLoadStaysBelow150KilobytesAndAsksNoOtherHost() {
        List<Request> requests = new ArrayList<>();
        Page page = browser.open(node.url(), Browser.Look.PHONE);
        page.onRequestFinished(requests::add);
        assertThat(page.navigate("/").headerValue("content-security-policy"))
                .contains("require-trusted-types-for 'script'; trusted-types weft")
                .doesNotContain("unsafe");
        page.getByLabel("User name").waitFor();
        page.waitForLoadState();

        List<Request> finished = List.copyOf(requests);
        int bytes = finished.stream()
                .mapToInt(request -> request.sizes().responseBodySize + request.sizes().responseHeadersSize)
                .sum();
        Log.infof("First load: %d bytes in %d requests", bytes, finished.size());
        assertThat(finished).hasSizeGreaterThan(2);
        assertThat(bytes).isLessThan(LIMIT);
        assertThat(requests)
                .allSatisfy(request -> assertThat(URI.create(request.url()).getAuthority())
                        .isEqualTo(URI.create(node.url()).getAuthority()));
    }
}
