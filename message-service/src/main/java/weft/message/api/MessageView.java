package weft.message.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import weft.message.domain.Direction;
import weft.message.domain.StoredMessage;
import weft.message.store.Transaction;
import weft.reticulum.Address;
import weft.service.http.Page;
import weft.service.http.PageRequest;

/** Messages as JSON. */
@ApplicationScoped
class MessageView {

    private static final int PREVIEW_LENGTH = 200;

    private final ObjectMapper mapper;
    private final OwnAddresses addresses;

    MessageView(ObjectMapper mapper, OwnAddresses addresses) {
        this.mapper = mapper;
        this.addresses = addresses;
    }

    /** The whole message except the bytes of its attachments. */
    ObjectNode shown(Transaction transaction, StoredMessage message) {
        ObjectNode node = head(transaction, message);
        body(message).properties().forEach(member -> node.set(member.getKey(), member.getValue()));
        node.put("progress", message.progress());
        node.put(
                "stampValue",
                message.stampValue().isPresent() ? message.stampValue().getAsInt() : null);
        node.put("stampValid", message.stampValid().orElse(null));
        var reception = message.reception();
        node.put(
                "ratchetId",
                reception.ratchetId().map(HexFormat.of()::formatHex).orElse(null));
        node.put("hops", reception.hops().isPresent() ? reception.hops().getAsInt() : null);
        node.put("rssi", reception.rssi().orElse(null));
        node.put("snr", reception.snr().orElse(null));
        return node;
    }

    /** Enough of it for a line in a list. */
    ObjectNode preview(Transaction transaction, StoredMessage message) {
        ObjectNode node = head(transaction, message);
        JsonNode body = body(message);
        node.set("title", body.get("title"));
        String content = body.path("content").asText("");
        int end = Math.min(content.length(), PREVIEW_LENGTH);
        if (end < content.length() && Character.isHighSurrogate(content.charAt(end - 1))) {
            end--;
        }
        node.put("content", content.substring(0, end));
        node.set("attachments", body.get("attachments"));
        return node;
    }

    /** A page of a list that clients poll: its cursor goes on from here, whether or not anything came. */
    Page<ObjectNode> pollingPage(Transaction transaction, List<StoredMessage> rows, long from) {
        long last = rows.isEmpty() ? from : rows.getLast().sequence();
        return new Page<>(
                rows.stream().map(row -> shown(transaction, row)).toList(), PageRequest.cursor(Long.toString(last)));
    }

    private ObjectNode head(Transaction transaction, StoredMessage message) {
        boolean inbound = message.direction() == Direction.IN;
        Address own = addresses.of(transaction, message.account(), message.identity());
        ObjectNode node = mapper.createObjectNode();
        node.put("id", message.id().toString());
        node.put("identity", message.identity().toString());
        node.put("hash", message.hash().toString());
        node.put("direction", lower(message.direction()));
        node.put("from", (inbound ? message.peer() : own).toString());
        node.put("to", (inbound ? own : message.peer()).toString());
        node.put("method", lower(message.method()));
        node.put("state", lower(message.state()));
        node.put("reason", message.reason().orElse(null));
        node.put("signature", lower(message.signature()));
        node.put("request", message.request());
        node.put("sentAt", message.sentAt().toString());
        node.put("receivedAt", time(message.receivedAt()));
        node.put("deliveredAt", time(message.deliveredAt()));
        return node;
    }

    private JsonNode body(StoredMessage message) {
        try {
            return mapper.readTree(message.body());
        } catch (IOException e) {
            throw new UncheckedIOException("a body on disk is not the JSON that was written", e);
        }
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String time(Optional<Instant> instant) {
        return instant.map(Instant::toString).orElse(null);
    }
}
