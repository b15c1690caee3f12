package weft.message.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jboss.logging.Logger;
import weft.lxmf.message.Attachment;
import weft.lxmf.message.FieldReading;
import weft.lxmf.message.Message;
import weft.message.api.heap.HeapBudget;
import weft.message.domain.MemberIdentity;
import weft.message.domain.StoredMessage;
import weft.message.store.Conversations;
import weft.message.store.Conversations.Conversation;
import weft.message.store.Conversations.Listed;
import weft.message.store.Events;
import weft.message.store.Identities;
import weft.message.store.Messages;
import weft.message.store.Messages.Place;
import weft.message.store.sql.Database;
import weft.message.store.sql.StoreUnavailable;
import weft.message.store.sql.Transaction;
import weft.message.store.sql.UnknownObject;
import weft.reticulum.Decoded;
import weft.service.vault.UnreadableSeal;

/**
 * Writes a mailbox as a tar archive; its format stands in {@code docs/mailbox-file.md}. Reads page by page, each in a transaction of
 * its own that is over before anything is written, so a slow reader holds neither a connection of the database nor a lock. What can't
 * be read any more is told of and passed over.
 */
@ApplicationScoped
class MailboxArchive {

    private static final String FORMAT = "weft-mailbox";
    private static final int VERSION = 1;
    private static final int PAGE = 20;
    private static final byte[] UNREADABLE = "{\"unreadable\":true}".getBytes(StandardCharsets.UTF_8);

    private static final Logger LOG = Logger.getLogger(MailboxArchive.class);

    private final Database database;
    private final Identities identities;
    private final Conversations conversations;
    private final Messages messages;
    private final Events events;
    private final ConversationView conversationView;
    private final MessageView messageView;
    private final HeapBudget room;
    private final ObjectMapper mapper;

    MailboxArchive(
            Database database,
            Identities identities,
            Conversations conversations,
            Messages messages,
            Events events,
            ConversationView conversationView,
            MessageView messageView,
            HeapBudget room,
            ObjectMapper mapper) {
        this.database = database;
        this.identities = identities;
        this.conversations = conversations;
        this.messages = messages;
        this.events = events;
        this.conversationView = conversationView;
        this.messageView = messageView;
        this.room = room;
        this.mapper = mapper;
    }

    /** What stands at the beginning of the archive. */
    @RegisterForReflection
    record Head(String format, int version, Instant exportedAt, IdentityView identity) {}

    /**
     * What stands at its end: without it the archive is not whole.
     *
     * @param unreadable how many of the messages are there without what they say
     */
    @RegisterForReflection
    record End(long conversations, long messages, long files, long unreadable) {}

    /** One message to be written: its JSON, when it came or was written, and its bytes on the wire where they can be read. */
    private record Whole(Place place, byte[] json, Instant at, Optional<byte[]> packed) {

        boolean isReadable() {
            return packed.isPresent();
        }
    }

    /** Writes until the end, or until the reader is gone, which throws. */
    void write(MemberIdentity identity, OutputStream out) throws IOException {
        // Not closed when it breaks off: an archive that looks whole would be wrong.
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        Instant now = Instant.now();
        long end = database.transact(
                transaction -> events.bounds(transaction, identity.account()).newest());
        entry(tar, "mailbox.json", json(new Head(FORMAT, VERSION, now, view(identity))), now);
        long peers = writeConversations(tar, identity, now);
        End counted = writeMessages(tar, identity, end, peers);
        entry(tar, "end.json", json(counted), now);
        tar.finish();
        tar.flush();
    }

    private IdentityView view(MemberIdentity identity) {
        return database.transact(transaction -> IdentityView.of(
                identities.get(transaction, identity.account(), identity.id()),
                identities.unreadable(transaction, identity.account())));
    }

    private long writeConversations(TarArchiveOutputStream tar, MemberIdentity identity, Instant now)
            throws IOException {
        record Part(byte[] json, List<Conversation> rows) {}
        long before = Long.MAX_VALUE;
        long count = 0;
        for (int number = 1; ; number++) {
            long from = before;
            UUID account = identity.account();
            Part part = room.reading(
                    account,
                    Conversations.PAGE_BYTES,
                    () -> database.transact(transaction -> {
                        Listed listed = conversations.list(transaction, account, identity.id(), from, PAGE);
                        long unread = listed.conversations().stream()
                                .mapToLong(Conversation::unread)
                                .sum();
                        Listed alone = new Listed(listed.conversations(), false, unread);
                        return new Part(
                                conversationView.page(transaction, alone).utf8(), listed.conversations());
                    }));
            if (part.rows().isEmpty()) {
                return count;
            }
            entry(tar, "conversations/%06d.json".formatted(number), part.json(), now);
            count += part.rows().size();
            before = part.rows().getLast().lastSequence();
        }
    }

    private End writeMessages(TarArchiveOutputStream tar, MemberIdentity identity, long end, long peers)
            throws IOException {
        long after = 0;
        long count = 0;
        long files = 0;
        long unreadable = 0;
        while (true) {
            long from = after;
            UUID account = identity.account();
            List<Place> page = database.transact(
                    transaction -> messages.places(transaction, account, identity.id(), from, end, PAGE));
            if (page.isEmpty()) {
                return new End(peers, count, files, unreadable);
            }
            for (Place place : page) {
                Optional<Whole> read = read(account, place);
                if (read.isPresent()) {
                    count++;
                    files += writeMessage(tar, read.get());
                    unreadable += read.get().isReadable() ? 0 : 1;
                }
            }
            after = page.getLast().sequence();
        }
    }

    /** Empty when it was deleted meanwhile. */
    private Optional<Whole> read(UUID account, Place place) {
        try {
            return room.reading(
                    account,
                    () -> database.transact(transaction -> messages.bytes(transaction, account, place.id())),
                    _ -> database.transact(transaction -> whole(transaction, account, place)));
        } catch (UnknownObject deleted) {
            return Optional.empty();
        }
    }

    private Optional<Whole> whole(Transaction transaction, UUID account, Place place) {
        try {
            return messages.find(transaction, account, place.id())
                    .map(message -> whole(transaction, account, place, message));
        } catch (StoreUnavailable away) {
            throw away;
        } catch (RuntimeException damaged) {
            LOG.debugf(damaged, "message %s can't be read for a mailbox that is taken along", place.id());
            return Optional.of(new Whole(place, UNREADABLE, Instant.EPOCH, Optional.empty()));
        }
    }

    private Whole whole(Transaction transaction, UUID account, Place place, StoredMessage message) {
        Instant at = message.receivedAt().orElse(message.sentAt());
        byte[] json = messageView.shown(transaction, message).utf8();
        Optional<byte[]> packed = packed(transaction, account, place.id());
        return new Whole(place, json, at, message.isReadable() ? packed : Optional.empty());
    }

    private Optional<byte[]> packed(Transaction transaction, UUID account, UUID id) {
        try {
            return Optional.of(messages.packed(transaction, account, id));
        } catch (UnreadableSeal damaged) {
            return Optional.empty();
        }
    }

    private static int writeMessage(TarArchiveOutputStream tar, Whole whole) throws IOException {
        String name = "messages/%012d".formatted(whole.place().sequence());
        entry(tar, name + ".json", whole.json(), whole.at());
        if (whole.packed().isEmpty()) {
            return 0;
        }
        entry(tar, name + ".lxm", whole.packed().get(), whole.at());
        List<Attachment> files = files(whole.packed().get());
        for (int n = 0; n < files.size(); n++) {
            entry(
                    tar,
                    name + "/" + n + "-" + files.get(n).safeName(),
                    files.get(n).data(),
                    whole.at());
        }
        return files.size();
    }

    private static List<Attachment> files(byte[] packed) {
        return Message.unpack(packed) instanceof Decoded.Value<Message>(Message message)
                ? message.fields().attachments().map(FieldReading::value).orElse(List.of())
                : List.of();
    }

    private static void entry(TarArchiveOutputStream tar, String name, byte[] bytes, Instant at) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        entry.setModTime(at.getEpochSecond() * 1_000);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private byte[] json(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer that can't be written as JSON", e);
        }
    }
}
