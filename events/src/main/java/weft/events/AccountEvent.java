package weft.events;

import java.util.Objects;
import java.util.UUID;

/**
 * An account changed in a way that others must act on.
 *
 * @param account whose
 * @param change what happened
 */
public record AccountEvent(UUID account, Change change) implements Keyed {

    /** Rejects one that does not say of whom or what it tells. */
    public AccountEvent {
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(change, "change");
    }

    @Override
    public String key() {
        return account.toString();
    }

    /** What happened to the account. */
    public enum Change {
        CREATED,
        ROLES_CHANGED,
        DISABLED,
        ENABLED,
        DELETED,
        QUOTA_CHANGED
    }
}
