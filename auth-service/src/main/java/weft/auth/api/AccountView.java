package weft.auth.api;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import weft.auth.store.entity.Account;
import weft.service.token.Role;

/**
 * An account in an answer.
 *
 * @param lastSignInAt null when its owner never signed in
 * @param lockedUntil until when the last of those waits who gave wrong passwords for it: a network, a browser or a session; null when
 *     nobody does
 * @param lastSeenAt when a session of its last asked for something, or else the last sign-in; null in the answer to a change
 * @param lastOperator whether nobody would operate the node without it, so that it stays one; null in the answer to a change
 */
public record AccountView(
        UUID id,
        String username,
        List<Role> roles,
        boolean disabled,
        Instant createdAt,
        @Schema(nullable = true) Instant lastSignInAt,
        @Schema(nullable = true) Instant lockedUntil,

        @Schema(
                nullable = true,
                description = "When the member last asked for something; null for never, and in the answer to a change")
        Instant lastSeenAt,

        @Schema(
                nullable = true,
                description =
                        "Whether nobody would operate the node without it; null in the answer to a change, which doesn't say")
        Boolean lastOperator) {

    /** An account that nobody waits for. */
    static AccountView of(Account account) {
        return of(account, null, null, null);
    }

    static AccountView of(Account account, Instant lockedUntil) {
        return of(account, lockedUntil, null, null);
    }

    static AccountView of(Account account, Instant lockedUntil, Instant lastSeenAt, Boolean lastOperator) {
        return new AccountView(
                account.id(),
                account.username(),
                account.roles().stream().sorted().toList(),
                account.disabled(),
                account.createdAt(),
                account.lastSignInAt(),
                lockedUntil,
                lastSeenAt,
                lastOperator);
    }
}
