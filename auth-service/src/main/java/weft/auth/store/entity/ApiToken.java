package weft.auth.store.entity;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import weft.service.id.TimeOrderedId;
import weft.service.token.Scope;

/** A scoped secret for a program that acts for its owner. */
@Entity
@Table(name = "tokens")
public class ApiToken {

    @Id
    private UUID id;

    @Column(name = "account_id")
    private UUID accountId;

    private String name;

    @Column(name = "secret_hash")
    private byte[] secretHash;

    @Convert(converter = Scopes.class)
    private Set<Scope> scopes;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "expires_at")
    private Instant expiresAt;

    @Column(name = "last_used_at")
    private Instant lastUsedAt;

    /** For Hibernate. */
    protected ApiToken() {}

    /** A new token of an account. */
    public ApiToken(UUID accountId, String name, byte[] secretHash, Set<Scope> scopes, Instant now, Instant expiresAt) {
        this.id = TimeOrderedId.next();
        this.accountId = accountId;
        this.name = name;
        this.secretHash = secretHash.clone();
        this.scopes = Set.copyOf(scopes);
        this.createdAt = now;
        this.expiresAt = expiresAt;
    }

    public UUID id() {
        return id;
    }

    public String name() {
        return name;
    }

    public Set<Scope> scopes() {
        return scopes;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant expiresAt() {
        return expiresAt;
    }

    /** When it was last used, to the minute; null when never. */
    public Instant lastUsedAt() {
        return lastUsedAt;
    }
}
