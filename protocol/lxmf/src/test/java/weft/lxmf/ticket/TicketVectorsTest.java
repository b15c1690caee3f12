package weft.lxmf.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.lxmf.Vectors.bytes;
import static weft.lxmf.Vectors.digest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import weft.lxmf.Vectors;
import weft.lxmf.message.Field;
import weft.lxmf.message.FieldReading;
import weft.lxmf.message.MessageFields;
import weft.reticulum.Entropy;

class TicketVectorsTest {

    private static final JsonNode FILE = Vectors.load("ticket");
    private static final double NOW = 1_700_000_000.25;

    @Test
    void issuesAndRenewsOnTheTimelineOfTheReference() {
        JsonNode steps = FILE.get("issue_timeline");
        Deque<byte[]> secrets = new ArrayDeque<>(List.of(
                bytes(steps.get(0).get("result").get("ticket")),
                bytes(steps.get(4).get("result").get("ticket"))));
        Entropy recorded = target -> System.arraycopy(secrets.removeFirst(), 0, target, 0, target.length);

        TicketBook book = assertIssued(TicketBook.EMPTY, steps.get(0), recorded);
        book = assertIssued(book, steps.get(1), recorded);
        book = book.delivered(steps.get(1).get("t").doubleValue());
        assertThat(book.issue(steps.get(2).get("t").doubleValue(), recorded)).isEmpty();
        book = assertIssued(book, steps.get(3), recorded);
        book = assertIssued(book, steps.get(4), recorded);
        assertAccepted(book, steps.get(5));
        assertAccepted(book, steps.get(6));
        assertThat(book.cleaned(steps.get(7).get("t").doubleValue()).issued()).hasSize(2);
        assertThat(book.cleaned(steps.get(8).get("t").doubleValue()).issued())
                .extracting(ticket -> Vectors.hex(ticket.secret()))
                .containsExactly(steps.get(8).get("result").get(0).textValue());
    }

    private static TicketBook assertIssued(TicketBook book, JsonNode step, Entropy entropy) {
        TicketBook.Issue issue =
                book.issue(step.get("t").doubleValue(), entropy).orElseThrow();
        JsonNode expected = step.get("result");
        assertThat(issue.ticket())
                .isEqualTo(new Ticket(expected.get("expires").doubleValue(), bytes(expected.get("ticket"))));
        return issue.book();
    }

    private static void assertAccepted(TicketBook book, JsonNode step) {
        double time = step.get("t").doubleValue();
        List<String> expected =
                step.get("result").valueStream().map(JsonNode::textValue).toList();
        for (Ticket ticket : book.issued()) {
            byte[] stamp = ticket.stampFor(digest(FILE.get("derivation").get(0).get("message_id")));
            assertThat(book.accepts(stamp, digest(FILE.get("derivation").get(0).get("message_id")), time))
                    .isEqualTo(expected.contains(Vectors.hex(ticket.secret())));
        }
    }

    @TestFactory
    List<DynamicTest> makesTheStampOfTheReference() {
        return Vectors.each(FILE.get("derivation"), node -> {
            Ticket ticket = new Ticket(NOW, bytes(node.get("ticket")));
            assertThat(ticket.stampFor(digest(node.get("message_id")))).isEqualTo(bytes(node.get("stamp")));
        });
    }

    @TestFactory
    List<DynamicTest> remembersTheTicketsThatTheReferenceRemembers() {
        return Vectors.each(FILE.get("field_reception"), node -> {
            MessageFields fields = MessageFields.NONE.with(Field.TICKET, Vectors.value(node.get("field_value")));
            Optional<Ticket> read = fields.ticket().map(FieldReading::value);
            // A bad signature is the caller's to see: the ticket inside is well-formed.
            boolean signed = !node.get("case").textValue().equals("bad signature");
            TicketBook book = read.filter(ticket -> signed)
                    .map(ticket -> TicketBook.EMPTY.received(ticket, NOW))
                    .orElse(TicketBook.EMPTY);
            assertThat(book.usable(NOW).isPresent())
                    .isEqualTo(node.get("remembered").booleanValue());
        });
    }

    @Test
    void usesTheTimesOfTheReference() {
        JsonNode constants = FILE.get("constants");
        assertThat(TicketBook.VALIDITY).isEqualTo(constants.get("validity").longValue());
        assertThat(TicketBook.RENEW_BELOW)
                .isEqualTo(constants.get("renew_below").longValue());
        assertThat(TicketBook.GRACE).isEqualTo(constants.get("grace").longValue());
        assertThat(TicketBook.DELIVERY_INTERVAL)
                .isEqualTo(constants.get("min_interval_between_deliveries").longValue());
    }

    @Test
    void aClockThatJumpsCannotFillTheBook() {
        TicketBook book = TicketBook.EMPTY;
        for (int day = 0; day < 1000; day++) {
            book = book.issue(day * 30.0 * 86_400, target -> {}).orElseThrow().book();
        }
        assertThat(book.issued()).hasSize(TicketBook.MAX_ISSUED);
    }

    @Test
    void aTicketNeverShowsItsSecret() {
        assertThat(new Ticket(1, bytes(FILE.get("derivation").get(0).get("ticket"))).toString())
                .doesNotContain("e93d62d0");
    }
}
