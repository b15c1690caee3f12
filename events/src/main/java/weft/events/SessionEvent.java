package weft.events;

import java.util.Objects;
import java.util.UUID;

/**
 * A session or API token is dead, or may do less or more than before: whoever remembers it must forget it at once, and what hangs
 * on it ends.
 *
 * @param account its owner
 * @param session the session or token id
 * @param change what happened
 */
public record SessionEvent(UUID account, UUID session, Change change) implements Keyed {

    /** Rejects one that does not say of whom or what it tells. */
    public SessionEvent {
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(change, "change");
    }

    @Override
    public String key() {
        return account.toString();
    }

    /** Why it ended. */
    public enum Change {
        /** Its owner signed out or deleted it. */
        ENDED,
        /** An operator or a security rule ended it. */
        REVOKED,
        /** It reached its idle or absolute limit. */
        EXPIRED,
        /** It lives, and the roles of its account are others now. */
        RIGHTS_CHANGED
    }
}
