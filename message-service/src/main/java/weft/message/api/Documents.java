package weft.message.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotNull;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.hibernate.validator.constraints.Range;
import org.openapitools.jackson.nullable.JsonNullable;
import weft.lxmf.delivery.receiving.InboundPolicy.Strangers;
import weft.message.api.json.AddressText;
import weft.message.api.json.Choice;
import weft.message.api.json.DisplayName;
import weft.message.api.json.IdText;
import weft.message.api.json.MessageHash;
import weft.message.domain.Method;
import weft.service.constraint.Name;
import weft.service.constraint.Unicode;

/**
 * What requests are read into, and the shapes of answers as the API's description tells them; of those nothing is made. Where absent and
 * null differ, a member is a {@link JsonNullable}.
 */
final class Documents {

    private Documents() {}

    @RegisterForReflection
    @Schema(name = "NewIdentity")
    record NewIdentity(
            @Schema(maxLength = 128) @DisplayName String displayName,

            @Unicode
            @Schema(
                    description =
                            "64 bytes of an identity file as 128 hexadecimal digits, in base32 or in base64, to take"
                                    + " one over")
            String privateKey,

            @Schema(description = "Whether the other members of the node see it in their list; false when absent")
            Boolean listed) {

        /** Never the key. */
        @Override
        public String toString() {
            return "NewIdentity[hidden]";
        }
    }

    /**
     * A change to an identity. Numbers are read whatever their size, so that one that is too large is told its range.
     *
     * @param deliveryLimitKb its largest is the node's, which the resource knows
     */
    @RegisterForReflection
    @Schema(name = "IdentityChange", description = "Absent members stay, null means the default.")
    record IdentityChange(
            @Schema(implementation = String.class, nullable = true, maxLength = 128)
            JsonNullable<@DisplayName String> displayName,

            @Schema(implementation = Integer.class, nullable = true, minimum = "1", maximum = "254")
            JsonNullable<@Range(min = 1, max = 254) BigInteger> stampCost,

            @Schema(implementation = Boolean.class, nullable = true)
            JsonNullable<Boolean> enforceStamps,

            @Schema(implementation = Boolean.class, nullable = true)
            JsonNullable<Boolean> enforceRatchets,

            @Schema(implementation = String.class, nullable = true, pattern = "[0-9a-f]{32}")
            JsonNullable<@AddressText String> propagationNode,

            @Schema(implementation = Integer.class, nullable = true, minimum = "1")
            JsonNullable<BigInteger> deliveryLimitKb,

            @Schema(
                    implementation = String.class,
                    nullable = true,
                    enumeration = {"allow", "request", "refuse"})
            JsonNullable<@Choice(Strangers.class) String> strangers,

            @Schema(
                    implementation = Boolean.class,
                    nullable = true,
                    description = "Whether the other members of the node see it in their list")
            JsonNullable<Boolean> listed) {}

    @RegisterForReflection
    @Schema(name = "ConversationChange")
    record ConversationChange(
            @IdText @Schema(implementation = UUID.class, description = "Everything up to this message has been read")
            String readUpTo,

            @Schema(
                    implementation = String.class,
                    nullable = true,
                    maxLength = 128,
                    description = "Your own name for the peer; null takes it away")
            JsonNullable<@Name(max = 128) String> name,

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

    @RegisterForReflection
    @Schema(name = "NewMessage")
    record NewMessage(
            @NotNull @AddressText @Schema(pattern = "[0-9a-f]{32}")
            String to,

            @Unicode String title,
            @Unicode String content,

            @Schema(description = "At most 100, those of a form included")
            List<NewAttachment> attachments,

            @Schema(
                    implementation = Map.class,
                    description =
                            "Keyed by decimal field number. With files and the rest at most 4,096 values, keys and"
                                    + " containers included, nested 24 levels deep; 422 past that")
            JsonNode fields,

            @Choice(Method.class) @Schema(enumeration = {"auto", "direct", "opportunistic"})
            String method,

            Boolean includeTicket,

            @MessageHash @Schema(description = "Hash of the message that this one answers")
            String replyTo) {}

    @RegisterForReflection
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
