package weft.message.api;

import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import weft.message.api.json.JsonDocument;
import weft.message.domain.Direction;
import weft.message.domain.StoredMessage;
import weft.message.store.sql.Transaction;
import weft.reticulum.Address;
import weft.service.http.PageRequest;

/**
 * Messages as JSON. What a message says is kept as JSON and passed on as it is; one that can't be read any more is shown with what
 * stands in clear of it and {@code unreadable: true}.
 */
@ApplicationScoped
class MessageView {

    private final OwnAddresses addresses;

    MessageView(OwnAddresses addresses) {
        this.addresses = addresses;
    }

    /** The whole message except the bytes of its attachments. */
    JsonDocument shown(Transaction transaction, StoredMessage message) {
        return JsonDocument.of(out -> write(out, transaction, message));
    }

    /** Messages and the cursor behind them, or null. */
    JsonDocument page(Transaction transaction, List<StoredMessage> rows, String next) {
        return JsonDocument.of(out -> {
            out.json().writeStartObject();
            out.json().writeArrayFieldStart("items");
            for (StoredMessage row : rows) {
                write(out, transaction, row);
            }
            out.json().writeEndArray();
            out.member("next", next);
            out.json().writeEndObject();
        });
    }

    /** A page of a list that clients poll: its cursor goes on from here, whether or not anything came. */
    JsonDocument pollingPage(Transaction transaction, List<StoredMessage> rows, long from) {
        long last = rows.isEmpty() ? from : rows.getLast().sequence();
        return page(transaction, rows, PageRequest.cursor(Long.toString(last)));
    }

    private void write(JsonDocument.Out out, Transaction transaction, StoredMessage message) throws IOException {
        JsonGenerator json = out.json();
        json.writeStartObject();
        head(out, transaction, message);
        json.writeNumberField("progress", message.progress());
        number(json, "stampValue", message.stampValue());
        if (message.stampValid().isPresent()) {
            json.writeBooleanField("stampValid", message.stampValid().get());
        } else {
            json.writeNullField("stampValid");
        }
        var reception = message.reception();
        out.member(
                "ratchetId",
                reception.ratchetId().map(HexFormat.of()::formatHex).orElse(null));
        number(json, "hops", reception.hops());
        json.writeFieldName("rssi");
        json.writePOJO(reception.rssi().orElse(null));
        json.writeFieldName("snr");
        json.writePOJO(reception.snr().orElse(null));
        json.writeEndObject();
    }

    /** Enough of it for a line in a list: the message has its preview for a body. */
    void preview(JsonDocument.Out out, Transaction transaction, StoredMessage message) throws IOException {
        out.json().writeStartObject();
        head(out, transaction, message);
        out.json().writeEndObject();
    }

    private void head(JsonDocument.Out out, Transaction transaction, StoredMessage message) throws IOException {
        boolean inbound = message.direction() == Direction.IN;
        Address own = addresses.of(transaction, message.account(), message.identity());
        out.member("id", message.id());
        out.member("identity", message.identity());
        out.member("hash", message.hash());
        out.member("direction", lower(message.direction()));
        out.member("from", inbound ? message.peer() : own);
        out.member("to", inbound ? own : message.peer());
        out.member("method", lower(message.method()));
        out.member("state", lower(message.state()));
        out.member("reason", message.reason().orElse(null));
        out.member("signature", lower(message.signature()));
        out.json().writeBooleanField("request", message.request());
        out.member("sentAt", message.sentAt());
        out.member("receivedAt", message.receivedAt().orElse(null));
        out.member("deliveredAt", message.deliveredAt().orElse(null));
        if (message.isReadable()) {
            out.members(message.body());
        } else {
            unreadable(out);
        }
    }

    private static void unreadable(JsonDocument.Out out) throws IOException {
        out.json().writeBooleanField("unreadable", true);
        out.member("title", null);
        out.member("content", null);
        out.json().writeArrayFieldStart("attachments");
        out.json().writeEndArray();
        out.json().writeObjectFieldStart("fields");
        out.json().writeEndObject();
    }

    private static void number(JsonGenerator json, String name, OptionalInt value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(name, value.getAsInt());
        } else {
            json.writeNullField(name);
        }
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
