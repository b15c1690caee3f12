package weft.service.token;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * One thing a caller may do. A browser session has every scope of its account's roles; an API token has those that were
 * chosen for it, as long as the roles still give them.
 */
@RegisterForReflection
public enum Scope {
    /** See one's own identities and their settings. */
    IDENTITIES_READ("identities:read", Role.MEMBER, true),
    /** Make, change, announce and delete one's own identities. */
    IDENTITIES_WRITE("identities:write", Role.MEMBER, true),
    /** Take a private key out of the node. Never granted to an API token. */
    IDENTITIES_EXPORT("identities:export", Role.MEMBER, false),
    /** Read one's own conversations and messages, and follow one's event stream. */
    MESSAGES_READ("messages:read", Role.MEMBER, true),
    /** Send, cancel and delete one's own messages. */
    MESSAGES_WRITE("messages:write", Role.MEMBER, true),
    /** See the node, its interfaces, paths and announces. */
    MESH_READ("mesh:read", Role.MEMBER, true),
    /** Ask the network for paths. */
    MESH_WRITE("mesh:write", Role.MEMBER, true),
    /** One's own devices, sessions and API tokens. Never granted to an API token: it can't make others. */
    ACCOUNT_WRITE("account:write", Role.MEMBER, false),
    /** See how the node fares, and make it forget paths. */
    NODE_ADMIN("node:admin", Role.OPERATOR, true),
    /** See the members and the invites. */
    ACCOUNTS_READ("accounts:read", Role.OPERATOR, true),
    /** Make, change, unlock and delete members, and invite. To delete, and with operators, it takes a recent proof: no API token will do. */
    ACCOUNTS_WRITE("accounts:write", Role.OPERATOR, true),
    /** Read the log of access attempts. */
    ACCESS_READ("access:read", Role.OPERATOR, true);

    private final String text;
    private final Role role;
    private final boolean grantable;

    Scope(String text, Role role, boolean grantable) {
        this.text = text;
        this.role = role;
        this.grantable = grantable;
    }

    /** The name in JSON and in tokens. */
    @JsonValue
    public String text() {
        return text;
    }

    /** Whether an API token may have it. */
    public boolean grantable() {
        return grantable;
    }

    /** Everything these roles allow. */
    public static Set<Scope> of(Collection<Role> roles) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        Arrays.stream(values()).filter(scope -> roles.contains(scope.role)).forEach(scopes::add);
        return scopes;
    }

    /** The scope of that name, if there is one. */
    public static Optional<Scope> of(String text) {
        return Arrays.stream(values()).filter(scope -> scope.text.equals(text)).findFirst();
    }

    @JsonCreator
    static Scope parse(String text) {
        return of(text).orElseThrow(() -> new IllegalArgumentException("no such scope"));
    }
}
