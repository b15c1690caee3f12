package weft.message.api;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import weft.message.Member;
import weft.service.test.MemberFaults;
import weft.service.test.TestDatabase;

/** What is wrong with a member is told by status, code, name and limits, for each member of each request, as the table has it. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class MemberFaultsTest {

    private static final String IDENTITIES = "/api/v1/identities";

    private final MemberFaults faults = new MemberFaults();

    /** An identity is made of each good one, and a member has but so many. */
    private Member member;

    @Test
    void eachMemberIsToldAsTheTableHasIt() {
        faults.record(
                "POST /identities",
                Documents.NewIdentity.class,
                Map.of("displayName", "Eve"),
                json -> told(new Member().post(IDENTITIES, json)));
        member = new Member();
        Member.Own mine = member.identity("Mine");
        Member.Own peer = member.identity("Peer");
        faults.record(
                "PATCH /identities/{id}",
                Documents.IdentityChange.class,
                Map.of(),
                json -> told(member.patch(mine.path(""), json)));
        String messages = mine.path("/messages");
        Map<String, Object> good = Map.of("to", peer.address(), "content", "x");
        member.post(messages, good).then().statusCode(202);
        faults.record(
                "PATCH /conversations/{address}",
                Documents.ConversationChange.class,
                Map.of(),
                json -> told(member.patch(mine.path("/conversations/" + peer.address()), json)));
        faults.record("POST /messages", Documents.NewMessage.class, good, json -> told(member.post(messages, json)));
        faults.record(
                "POST /messages attachments[0]",
                Documents.NewAttachment.class,
                Map.of("name", "a", "data", "eA=="),
                json -> told(member.post(
                        messages,
                        "{\"to\":\"" + peer.address() + "\",\"content\":\"x\",\"attachments\":[" + json + "]}")));
        faults.compare(Path.of("src/test/resources/weft/message/api/member-faults.txt"));
    }

    private static MemberFaults.Answer told(Response answer) {
        return new MemberFaults.Answer(answer.statusCode(), answer.asString());
    }
}
