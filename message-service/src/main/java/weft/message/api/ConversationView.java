package weft.message.api;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Optional;
import weft.message.api.json.JsonDocument;
import weft.message.store.Conversations.Conversation;
import weft.message.store.Conversations.Listed;
import weft.message.store.Conversations.Peer;
import weft.message.store.sql.Transaction;
import weft.reticulum.Address;
import weft.service.http.PageRequest;

/** Conversations as JSON, each with the beginning of its last message. */
@ApplicationScoped
class ConversationView {

    private final MessageView view;

    ConversationView(MessageView view) {
        this.view = view;
    }

    JsonDocument shown(Transaction transaction, Conversation conversation) {
        return JsonDocument.of(out -> write(out, transaction, conversation));
    }

    JsonDocument page(Transaction transaction, Listed listed) {
        return JsonDocument.of(out -> {
            out.json().writeStartObject();
            out.json().writeArrayFieldStart("items");
            for (Conversation conversation : listed.conversations()) {
                write(out, transaction, conversation);
            }
            out.json().writeEndArray();
            out.member(
                    "next",
                    listed.more()
                            ? PageRequest.cursor(Long.toString(
                                    listed.conversations().getLast().lastSequence()))
                            : null);
            out.json().writeNumberField("unread", listed.unread());
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
            Transaction transaction, Peer peer, Optional<Address> meant, Optional<Conversation> conversation) {
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
                write(out, transaction, conversation.get());
            } else {
                out.json().writeNull();
            }
            out.json().writeEndObject();
        });
    }

    private void write(JsonDocument.Out out, Transaction transaction, Conversation conversation) throws IOException {
        out.json().writeStartObject();
        out.member("peer", conversation.peer());
        names(out, conversation.givenName(), conversation.announcedName(), conversation.unreadable());
        out.json().writeNumberField("unread", conversation.unread());
        out.member("firstUnread", conversation.firstUnread().orElse(null));
        out.json().writeBooleanField("request", conversation.request());
        out.json().writeBooleanField("blocked", conversation.blocked());
        out.member("lastAt", conversation.lastAt());
        out.json().writeFieldName("lastMessage");
        if (conversation.last().isPresent()) {
            view.preview(out, transaction, conversation.last().get());
        } else {
            out.json().writeNull();
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
