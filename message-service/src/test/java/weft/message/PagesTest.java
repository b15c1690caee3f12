package weft.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weft.service.test.TestDatabase;

/** Pages of lists end by their limit or by what they take, and whoever follows their cursors meets everything once. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class PagesTest {

    private static final int MESSAGES = 9;

    /** Bodies of which one alone, or a few together, are more than a small page. */
    @ParameterizedTest
    @CsvSource({
        "newest, 50, 100",
        "newest, 50, 60000",
        "newest, 50, 200000",
        "newest, 2, 100",
        "newest, 3, 60000",
        "oldest, 50, 60000",
        "oldest, 50, 200000",
        "oldest, 3, 100"
    })
    void aThreadHasEveryMessageOnce(String order, int limit, int largest) {
        Member member = new Member();
        Member.Own own = member.identity("Writer");
        String peer = "%032x".formatted(order.length() + 1000L * limit + largest);
        List<String> written = new ArrayList<>();
        for (int n = 0; n < MESSAGES; n++) {
            String content = n + "-" + "x".repeat(n % 3 == 0 ? largest : 10);
            member.post(own.path("/messages"), Map.of("to", peer, "content", content))
                    .then()
                    .statusCode(202);
            written.add(content);
        }

        List<String> read = new ArrayList<>();
        String path = own.path("/conversations/" + peer + "/messages?limit=" + limit + "&order=" + order);
        String cursor = "";
        while (true) {
            Response page = member.get(path + cursor);
            List<String> items = page.path("items.content");
            read.addAll(items);
            String next = page.path("next");
            if (next == null || order.equals("oldest") && items.isEmpty()) {
                break;
            }
            cursor = "&cursor=" + next;
        }

        assertThat(read).isEqualTo(order.equals("newest") ? written.reversed() : written);
        member.call().delete(own.path("")).then().statusCode(204);
    }

    /** The last page of a thread says that it is the last, also where it is full. */
    @Test
    void aFullLastPageHasNoCursor() {
        Member member = new Member();
        Member.Own own = member.identity("Writer");
        String peer = "%032x".formatted(77);
        IntStream.range(0, 4)
                .forEach(n -> member.post(own.path("/messages"), Map.of("to", peer, "content", "number " + n))
                        .then()
                        .statusCode(202));

        Response page = member.get(own.path("/conversations/" + peer + "/messages?order=newest&limit=4"));

        assertThat(page.<List<?>>path("items")).hasSize(4);
        assertThat(page.<String>path("next")).isNull();
        member.call().delete(own.path("")).then().statusCode(204);
    }

    /** Previews with the names of a hundred files each: a page ends before its limit. */
    @Test
    void aListOfConversationsEndsByItsBytesAndGoesOn() {
        Member member = new Member();
        Member.Own own = member.identity("Writer");
        List<String> peers = new ArrayList<>();
        String data = Base64.getEncoder().encodeToString(new byte[] {1});
        for (int n = 0; n < 12; n++) {
            String peer = "%032x".formatted(4711 + n);
            List<Map<String, String>> files = IntStream.range(0, 100)
                    .mapToObj(file -> Map.of("name", "%d-".formatted(file) + "n".repeat(200), "data", data))
                    .toList();
            member.post(own.path("/messages"), Map.of("to", peer, "content", "files", "attachments", files))
                    .then()
                    .statusCode(202);
            peers.add(peer);
        }

        List<String> read = new ArrayList<>();
        int pages = 0;
        String cursor = "";
        while (cursor != null) {
            Response page = member.get(own.path("/conversations?limit=50") + cursor);
            read.addAll(page.path("items.peer"));
            assertThat(page.<List<String>>path("items.lastMessage.content")).containsOnly("files");
            String next = page.path("next");
            cursor = next == null ? null : "&cursor=" + next;
            pages++;
        }

        assertThat(read).isEqualTo(peers.reversed());
        assertThat(pages).isGreaterThan(1);
        member.call().delete(own.path("")).then().statusCode(204);
    }
}
