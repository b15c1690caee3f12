package weft.auth.store.entity;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import weft.auth.domain.Skeleton;
import weft.auth.domain.Username;
import weft.service.id.TimeOrderedId;
import weft.service.token.Role;

/** An account of this node. */
@Entity
@Table(name = "accounts")
public class Account {

    @Id
    private UUID id;

    private String username;

    @Column(name = "username_key")
    private String usernameKey;

    private String look;

    @Column(name = "look_by")
    private String lookBy;

    @Convert(converter = Roles.class)
    private Set<Role> roles;

    private boolean disabled;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "last_sign_in_at")
    private Instant lastSignInAt;

    @Version
    private int version;

    /** For Hibernate. */
    protected Account() {}

    /** A new account. Members and operators alike have the role of a member. */
    public Account(Username name, Set<Role> roles, Instant now) {
        this.id = TimeOrderedId.next();
        this.username = name.text();
        this.usernameKey = name.key();
        this.look = name.look();
        this.lookBy = Skeleton.VERSION;
        this.roles = Set.copyOf(roles);
        this.createdAt = now;
    }

    public UUID id() {
        return id;
    }

    public String username() {
        return username;
    }

    public Set<Role> roles() {
        return roles;
    }

    public boolean disabled() {
        return disabled;
    }

    public Instant createdAt() {
        return createdAt;
    }

    /** When its owner last signed in; null when never. */
    public Instant lastSignInAt() {
        return lastSignInAt;
    }

    /** Whether it can run the node now. */
    public boolean operates() {
        return !disabled && roles.contains(Role.OPERATOR);
    }

    public void setRoles(Set<Role> wanted) {
        roles = Set.copyOf(wanted);
    }

    public void setDisabled(boolean wanted) {
        disabled = wanted;
    }
}
