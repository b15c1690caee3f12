package weft.message.api;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import weft.message.api.json.JsonDocument;
import weft.message.domain.StoredMessage;
import weft.message.store.Conversations.Conversation;
import weft.message.store.Conversations.Peer;
import weft.message.store.Messages;
import weft.message.store.sql.Transaction;
import weft.reticulum.Address;
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

    /** @param unread of all conversations of the identity, those on other pages included */
    JsonDocument page(Transaction transaction, UUID account, Page<Conversation> page, long unread) {
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
            out.json().writeNumberField("unread", unread);
            out.json().writeEndObject();
        });
    }

    /**
     * One address.
     *
     * @param meant the address to write to, where this is the hash of an identity instead
     * @param conversation with the peer, if there is one
     */
    JsonDocument peer(
            Transaction transaction,
            UUID account,
            Peer peer,
            Optional<Address> meant,
            Optional<Conversation> conversation) {
        Map<UUID, StoredMessage> last = messages.previews(
                transaction,
                account,
                conversation.map(Conversation::lastMessage).stream().toList());
        return JsonDocument.of(out -> {
            out.json().writeStartObject();
            out.member("address", peer.address());
            names(out, peer.givenName(), peer.announcedName(), peer.unreadable());
            out.json().writeBooleanField("blocked", peer.blocked());
            out.json().writeBooleanField("known", peer.known());
            out.json().writeBooleanField("local", peer.local());
            out.member("writeTo", meant.orElse(null));
            out.json().writeFieldName("conversation");
            if (conversation.isPresent()) {
                write(out, transaction, conversation.get(), last);
            } else {
                out.json().writeNull();
            }
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
        names(out, conversation.givenName(), conversation.announcedName(), conversation.unreadable());
        out.json().writeNumberField("unread", conversation.unread());
        out.member("firstUnread", conversation.firstUnread().orElse(null));
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

    private static void names(
            JsonDocument.Out out, Optional<String> given, Optional<String> announced, boolean unreadable)
            throws IOException {
        out.member("name", given.or(() -> announced).orElse(null));
        out.member("givenName", given.orElse(null));
        out.member("announcedName", announced.orElse(null));
        if (unreadable) {
            out.json().writeBooleanField("unreadable", true);
        }
    }
}
