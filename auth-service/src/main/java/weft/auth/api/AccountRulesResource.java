package weft.auth.api;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import weft.auth.domain.PasswordRules;
import weft.auth.domain.Username;
import weft.service.token.AuthPermission;
import weft.service.token.ServicePermission;

/** What the name and the password of an account have to be, for whoever is about to choose them: nobody has to try and be refused. */
@Path("/api/v1/accounts/rules")
public class AccountRulesResource {

    private final View rules;

    AccountRulesResource(PasswordRules passwords) {
        this.rules = new View(
                new Length(Username.MIN_LENGTH, Username.MAX_LENGTH),
                new Length(passwords.minLength(), PasswordRules.MAX_LENGTH));
    }

    /** Lengths in characters, which are code points: an emoji is one or a few. */
    public record View(Length username, Length password) {}

    /** From so many to so many, both of them allowed. */
    public record Length(int min, int max) {}

    /** The rules as this node has them; they are the same until it is started anew. */
    @GET
    @PermissionsAllowed(value = ServicePermission.ANYONE, permission = AuthPermission.class)
    public Uni<View> rules() {
        return Uni.createFrom().item(rules);
    }
}
