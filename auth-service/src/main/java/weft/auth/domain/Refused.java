package weft.auth.domain;

import java.time.Duration;

/**
 * Something that was asked for and that a rule forbids. Thrown by rules, stores and what signs in; a transaction it is thrown in is
 * rolled back. It knows nothing of HTTP: {@code api} has the words for each reason.
 */
public final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String field;
    private final Long limit;
    private final Duration wait;

    /** Why. */
    public enum Reason {
        /** It never was, it is gone, or it is somebody else's. */
        UNKNOWN("not-found"),
        /** The session has ended. */
        SESSION_OVER("not-signed-in"),
        /** It takes a session, and an API token was shown. */
        SESSIONS_ALONE("not-allowed"),
        /** At sign-in: no such name, or not its password. */
        WRONG_CREDENTIALS("wrong-credentials"),
        /** In a session: not the password of its account. */
        WRONG_PASSWORD("wrong-credentials"),
        /** The password is right, and its account disabled. */
        ACCOUNT_DISABLED("account-disabled"),
        /** Failed too often: wait. */
        THROTTLED("throttled"),
        /** As many attempts are being decided as there may be: wait. */
        UNDER_WAY("attempts-under-way"),
        /** No place left where passwords are hashed: wait. */
        BUSY("busy"),
        /** No username. The message says which rule is broken. */
        USERNAME("username"),
        /** Another account has this username. */
        USERNAME_TAKEN("username-taken"),
        /** It can be taken for another account's username. */
        USERNAME_LOOKS_ALIKE("username-looks-alike"),
        /** Longer than a password may be. */
        PASSWORD_TOO_LONG("length"),
        /** Shorter than a password may be. */
        PASSWORD_TOO_SHORT("password-too-short"),
        /** Among the first that a guesser tries. */
        PASSWORD_GUESSABLE("password-guessable"),
        /** Somebody else changed the password meanwhile. */
        PASSWORD_CHANGED("password-changed"),
        /** Nobody would operate the node. */
        LAST_OPERATOR("last-operator"),
        /** There is no invite with this code. */
        INVITE_UNKNOWN("invite-unknown"),
        /** The invite is used, expired or taken back. */
        INVITE_GONE("invite-gone"),
        /** As many invites are open as may be. */
        TOO_MANY_INVITES("too-many-invites"),
        /** The account has as many API tokens as it may. */
        TOO_MANY_TOKENS("too-many-tokens"),
        /** There is no reset link with this code that can be used. */
        RESET_UNKNOWN("reset-unknown"),
        /** No set-up token is good any more. */
        SETUP_DONE("setup-done"),
        /** A set-up token is good, and not this one. */
        SETUP_TOKEN_WRONG("setup-token-wrong");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        /** Stable: the outcome in the access log, and the end of the problem's type. */
        public String code() {
            return code;
        }

        /** Whether it says nothing of what was given, which was not looked at: only to come later. */
        public boolean isWait() {
            return this == THROTTLED || this == UNDER_WAY || this == BUSY;
        }
    }

    private Refused(Reason reason, String message, String field, Long limit, Duration wait) {
        super(message, null, false, false);
        this.reason = reason;
        this.field = field;
        this.limit = limit;
        this.wait = wait;
    }

    /** For a reason that says all. */
    public static Refused because(Reason reason) {
        return new Refused(reason, reason.code(), null, null, null);
    }

    /** About a member of the request. */
    public static Refused about(String field, Reason reason) {
        return new Refused(reason, reason.code(), field, null, null);
    }

    /** Past a limit; {@code field} is the member of the request that is past it, or null. */
    public static Refused past(long limit, String field, Reason reason) {
        return new Refused(reason, reason.code(), field, limit, null);
    }

    /** Something that may be tried again after {@code wait}. */
    public static Refused until(Duration wait, Reason reason) {
        return new Refused(reason, reason.code(), null, null, wait);
    }

    /** No username: {@code rule}, a sentence for people, is broken. */
    static Refused username(String rule) {
        return new Refused(Reason.USERNAME, rule, "username", null, null);
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }

    /** The member of the request that is wrong, or null. */
    public String field() {
        return field;
    }

    /** The limit that was passed, or null. */
    public Long limit() {
        return limit;
    }

    /** How long to wait, or null. */
    public Duration waiting() {
        return wait;
    }
}
