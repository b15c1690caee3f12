package weft.message.api;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import weft.message.domain.MemberIdentity;
import weft.message.domain.MemberIdentity.Settings;

/**
 * An identity as its member sees it.
 *
 * @param address the delivery address, by which peers write to it
 * @param stampCost bits of work asked of senders; null when none
 * @param propagationNode null when none is chosen
 * @param deliveryLimitKb null for the node's limit
 * @param announcedAt null when it was not announced yet
 */
public record IdentityView(
        UUID id,
        String identityHash,
        String address,
        String displayName,
        Integer stampCost,
        boolean enforceStamps,
        boolean enforceRatchets,
        String propagationNode,
        Integer deliveryLimitKb,
        String strangers,
        Instant createdAt,
        Instant announcedAt) {

    static IdentityView of(MemberIdentity identity) {
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
                identity.createdAt(),
                identity.announcedAt().orElse(null));
    }
}
