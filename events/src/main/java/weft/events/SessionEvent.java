package weft.events;

import java.util.UUID;

/**
 * A session or API token is dead: whoever caches it must forget it at once.
 *
 * @param account its owner
 * @param session the session or token id
 * @param change what happened
 */
public record SessionEvent(UUID account, UUID session, Change change) implements Keyed {

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
        EXPIRED
    }
}
