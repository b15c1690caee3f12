package weft.auth.api;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import weft.auth.store.Account;
import weft.service.token.Role;

/**
 * An account in an answer.
 *
 * @param lastSignInAt null when its owner never signed in
 */
public record AccountView(
        UUID id, String username, List<Role> roles, boolean disabled, Instant createdAt, Instant lastSignInAt) {

    static AccountView of(Account account) {
        return new AccountView(
                account.id(),
                account.username(),
                account.roles().stream().sorted().toList(),
                account.disabled(),
                account.createdAt(),
                account.lastSignInAt());
    }
}
