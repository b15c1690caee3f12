package weft.message.api;

import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import weft.message.domain.MemberIdentity;
import weft.message.domain.MemberIdentity.Settings;

/**
 * An identity as its member sees it.
 *
 * @param address the delivery address, by which peers write to it
 * @param stampCost bits of work asked of senders; null when none
 * @param propagationNode null when none is chosen
 * @param deliveryLimitKb null for the node's limit
 * @param listed whether the other members of the node see it in their list of who is here
 * @param announcedAt null when it was not announced yet
 * @param state {@code ready}; {@code key-unreadable} when its private key can't be read on this node: then it neither sends nor
 *     receives, and the operator has to put the database or the master key back from a backup
 */
public record IdentityView(
        UUID id,
        String identityHash,
        String address,
        String displayName,
        @Schema(nullable = true) Integer stampCost,
        boolean enforceStamps,
        boolean enforceRatchets,
        @Schema(nullable = true) String propagationNode,
        @Schema(nullable = true) Integer deliveryLimitKb,
        String strangers,
        boolean listed,
        Instant createdAt,
        @Schema(nullable = true) Instant announcedAt,
        String state) {

    static final String READY = "ready";
    static final String KEY_UNREADABLE = "key-unreadable";

    /** One whose key has just been used, or made. */
    static IdentityView of(MemberIdentity identity) {
        return of(identity, Set.of());
    }

    /** @param unreadable the identities whose private key can't be read */
    static IdentityView of(MemberIdentity identity, Set<UUID> unreadable) {
        Settings settings = identity.settings();
        return new IdentityView(
                identity.id(),
                identity.keys().hash().toString(),
                identity.address().toString(),
                settings.displayName(),
                settings.stampCost().isPresent() ? settings.stampCost().getAsInt() : null,
                settings.enforceStamps(),
                settings.enforceRatchets(),
                settings.propagationNode().map(Object::toString).orElse(null),
                settings.deliveryLimitKb().isPresent()
                        ? settings.deliveryLimitKb().getAsInt()
                        : null,
                settings.strangers().name().toLowerCase(Locale.ROOT),
                settings.listed(),
                identity.createdAt(),
                identity.announcedAt().orElse(null),
                unreadable.contains(identity.id()) ? KEY_UNREADABLE : READY);
    }
}
