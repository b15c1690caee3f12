package weft.message.api;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import weft.message.domain.StoredMessage;
import weft.message.store.Conversations.Conversation;
import weft.message.store.Messages;
import weft.message.store.Transaction;
import weft.service.http.Page;

/** Conversations as JSON, each with the beginning of its last message. */
@ApplicationScoped
class ConversationView {

    private final Messages messages;
    private final MessageView view;

    ConversationView(Messages messages, MessageView view) {
        this.messages = messages;
        this.view = view;
    }

    JsonDocument shown(Transaction transaction, UUID account, Conversation conversation) {
        Map<UUID, StoredMessage> last = messages.previews(transaction, account, List.of(conversation.lastMessage()));
        return JsonDocument.of(out -> write(out, transaction, conversation, last));
    }

    JsonDocument page(Transaction transaction, UUID account, Page<Conversation> page) {
        Map<UUID, StoredMessage> last = messages.previews(
                transaction,
                account,
                page.items().stream().map(Conversation::lastMessage).toList());
        return JsonDocument.of(out -> {
            out.json().writeStartObject();
            out.json().writeArrayFieldStart("items");
            for (Conversation conversation : page.items()) {
                write(out, transaction, conversation, last);
            }
            out.json().writeEndArray();
            out.member("next", page.next());
            out.json().writeEndObject();
        });
    }

    private void write(
            JsonDocument.Out out,
            Transaction transaction,
            Conversation conversation,
            Map<UUID, StoredMessage> lastMessages)
            throws IOException {
        out.json().writeStartObject();
        out.member("peer", conversation.peer());
        out.member(
                "name", conversation.givenName().or(conversation::announcedName).orElse(null));
        out.member("givenName", conversation.givenName().orElse(null));
        out.member("announcedName", conversation.announcedName().orElse(null));
        if (conversation.unreadable()) {
            out.json().writeBooleanField("unreadable", true);
        }
        out.json().writeNumberField("unread", conversation.unread());
        out.json().writeBooleanField("request", conversation.request());
        out.json().writeBooleanField("blocked", conversation.blocked());
        out.member("lastAt", conversation.lastAt());
        out.json().writeFieldName("lastMessage");
        StoredMessage last = lastMessages.get(conversation.lastMessage());
        if (last == null) {
            out.json().writeNull();
        } else {
            view.preview(out, transaction, last);
        }
        out.json().writeEndObject();
    }
}
