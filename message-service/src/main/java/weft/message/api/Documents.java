package weft.message.api;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The shapes of requests and answers as the API's description tells them. Requests are read member by member, because absent
 * and null differ, so nothing is ever made of these.
 */
final class Documents {

    private Documents() {}

    @Schema(name = "NewIdentity")
    record NewIdentity(
            @Schema(maxLength = 128) String displayName,

            @Schema(
                    description =
                            "64 bytes of an identity file as 128 hexadecimal digits, in base32 or in base64, to take"
                                    + " one over")
            String privateKey,

            @Schema(description = "Whether the other members of the node see it in their list; false when absent")
            Boolean listed) {}

    @Schema(name = "IdentityChange", description = "Absent members stay, null means the default.")
    record IdentityChange(
            @Schema(maxLength = 128) String displayName,

            @Schema(nullable = true, minimum = "1", maximum = "254")
            Integer stampCost,

            Boolean enforceStamps,
            Boolean enforceRatchets,

            @Schema(nullable = true, pattern = "[0-9a-f]{32}")
            String propagationNode,

            @Schema(nullable = true, minimum = "1") Integer deliveryLimitKb,

            @Schema(enumeration = {"allow", "request", "refuse"})
            String strangers,

            @Schema(description = "Whether the other members of the node see it in their list")
            Boolean listed) {}

    @Schema(name = "ConversationChange")
    record ConversationChange(
            @Schema(description = "Everything up to this message has been read")
            UUID readUpTo,

            @Schema(nullable = true, description = "Your own name for the peer; null takes it away")
            String name,

            Boolean blocked,
            @Schema(description = "false accepts the peer") Boolean request) {}

    @Schema(name = "Conversation")
    record ConversationDocument(
            String peer,
            @Schema(nullable = true) String name,
            @Schema(nullable = true) String givenName,
            @Schema(nullable = true) String announcedName,

            @Schema(
                    description =
                            "true when your own name for the peer is kept and can't be read any more; else absent")
            Boolean unreadable,

            int unread,

            @Schema(nullable = true, description = "The oldest message of the peer that has not been read")
            UUID firstUnread,

            boolean request,
            boolean blocked,
            String lastAt,

            @Schema(
                    description =
                            "What stands in clear of it, and of title and content the first 200 characters, of its"
                                    + " files the first 100")
            MessageDocument lastMessage) {}

    @Schema(name = "NewMessage")
    record NewMessage(
            @Schema(required = true, pattern = "[0-9a-f]{32}")
            String to,

            String title,
            @Schema(required = true) String content,
            List<NewAttachment> attachments,

            @Schema(
                    description =
                            "Keyed by decimal field number. With files and the rest at most 4,096 values, keys and"
                                    + " containers included, nested 24 levels deep; 422 past that")
            Map<String, Object> fields,

            @Schema(enumeration = {"auto", "direct", "opportunistic"})
            String method,

            Boolean includeTicket,

            @Schema(description = "Hash of the message that this one answers")
            String replyTo) {}

    @Schema(name = "NewAttachment")
    record NewAttachment(
            @Schema(required = true) String name,
            @Schema(required = true, description = "base64") String data) {}

    @Schema(name = "Attachment")
    record AttachmentDocument(
            int n,
            @Schema(description = "Safe to save under") String name,
            int size,

            @Schema(description = "As the sender wrote it, when that is another name")
            String originalName) {}

    @Schema(name = "Kind")
    record KindDocument(
            @Schema(
                    enumeration = {
                        "messages",
                        "telemetry",
                        "appearance",
                        "picture",
                        "voice",
                        "commands",
                        "results",
                        "group",
                        "ticket",
                        "event",
                        "reaction",
                        "comment",
                        "continuation",
                        "custom",
                        "other"
                    })
            String kind,

            @Schema(description = "Bytes, where it is a matter of bytes; else absent")
            Long size,

            @Schema(description = "Of a reaction, its first 16 characters; else absent")
            String text,

            @Schema(description = "Hash of the message that is reacted to; else absent")
            String to) {}

    @Schema(name = "UnreadFields")
    record UnreadFieldsDocument(
            @Schema(enumeration = {"too-many-values", "too-deep"})
            String reason,

            @Schema(description = "Bytes") int size) {}

    @Schema(name = "Message")
    record MessageDocument(
            UUID id,
            UUID identity,

            @Schema(description = "LXMF message id, 64 hexadecimal digits")
            String hash,

            @Schema(enumeration = {"in", "out"}) String direction,
            String from,
            String to,

            @Schema(nullable = true, description = "null when it is no UTF-8; titleBytes then has it")
            String title,

            @Schema(nullable = true, description = "null when it is no UTF-8; contentBytes then has it")
            String content,

            @Schema(description = "The title in base64 when it is no UTF-8; else absent")
            String titleBytes,

            @Schema(description = "The content in base64 when it is no UTF-8; else absent")
            String contentBytes,

            Map<String, Object> fields,

            @Schema(
                    description = "There when the fields are past the bounds of a message: fields is then empty, and"
                            + " GET /messages/{id}/fields has them in MessagePack")
            UnreadFieldsDocument unreadFields,

            @Schema(
                    description = "true when what the message says is kept and can't be read any more, because it was"
                            + " changed on disk or the master key is another one; else absent")
            Boolean unreadable,

            List<AttachmentDocument> attachments,
            Map<String, Object> image,
            Map<String, Object> audio,
            Map<String, Object> ticket,

            @Schema(
                    description =
                            "What there is beside title, text and files; absent from messages that were kept before"
                                    + " kinds were told")
            List<KindDocument> kinds,

            @Schema(description = "Hash of the message that this one answers; else absent")
            String replyTo,

            @Schema(description = "What the sender says that it quotes; else absent")
            String replyQuote,

            @Schema(enumeration = {"auto", "opportunistic", "direct", "propagated", "paper"})
            String method,

            @Schema(
                    enumeration = {
                        "accepted",
                        "waiting",
                        "sending",
                        "sent",
                        "propagated",
                        "delivered",
                        "paper",
                        "refused",
                        "failed",
                        "expired",
                        "cancelled"
                    })
            String state,

            @Schema(nullable = true, description = "Why the state is what it is, in one word")
            String reason,

            float progress,
            @Schema(nullable = true) Integer stampValue,
            @Schema(nullable = true) Boolean stampValid,

            @Schema(enumeration = {"valid", "unverified", "invalid"})
            String signature,

            @Schema(nullable = true) String ratchetId,
            @Schema(nullable = true) Integer hops,
            @Schema(nullable = true) Float rssi,
            @Schema(nullable = true) Float snr,
            boolean request,
            String sentAt,
            @Schema(nullable = true) String receivedAt,
            @Schema(nullable = true) String deliveredAt) {}

    @Schema(name = "MessagePage")
    record MessagePage(
            List<MessageDocument> items,
            @Schema(nullable = true) String next) {}

    @Schema(name = "ConversationPage")
    record ConversationPage(
            List<ConversationDocument> items,
            @Schema(nullable = true) String next,

            @Schema(description = "Of all conversations of the identity, those on other pages included")
            long unread) {}

    @Schema(name = "Peer")
    record PeerDocument(
            String address,
            @Schema(nullable = true) String name,
            @Schema(nullable = true) String givenName,
            @Schema(nullable = true) String announcedName,

            @Schema(
                    description =
                            "true when your own name for the peer is kept and can't be read any more; else absent")
            Boolean unreadable,

            boolean blocked,

            @Schema(description = "Whether it was heard on the mesh, or lives on this node")
            boolean known,

            @Schema(description = "Whether it lives on this node")
            boolean local,

            @Schema(
                    nullable = true,
                    description = "The address to write to, when this one is the hash of an identity instead")
            String writeTo,

            @Schema(nullable = true, description = "null when nothing was written to it or came from it")
            ConversationDocument conversation) {}
}
