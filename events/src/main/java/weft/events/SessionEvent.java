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
        ENDED("signed-out"),
        /** Newer sessions of its account took its place. */
        DISPLACED("too-many-sessions"),
        /** It reached its idle or absolute limit. */
        EXPIRED("expired"),
        /** The roles of its account are others now, and so is how long its sessions live. */
        ROLES_CHANGED("roles-changed"),
        /** Its account was disabled or enabled. */
        DISABLED("disabled"),
        /** Its account was deleted. */
        DELETED("account-deleted"),
        /** Its owner chose another password in another session. */
        PASSWORD_CHANGED("password-changed"),
        /** Somebody chose another password by a reset link. */
        PASSWORD_RESET("password-reset"),
        /** It lives, and the roles of its account are others now. */
        RIGHTS_CHANGED("roles-changed");

        private final String reason;

        Change(String reason) {
            this.reason = reason;
        }

        /** The word for it that clients are told. */
        public String reason() {
            return reason;
        }
    }
}
