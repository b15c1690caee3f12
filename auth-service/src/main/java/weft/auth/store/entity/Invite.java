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
import weft.service.token.Role;

/** A code that lets people join, as many as it was made for. */
@Entity
@Table(name = "invites")
public class Invite {

    @Id
    private UUID id;

    @Column(name = "code_hash")
    private byte[] codeHash;

    @Column(name = "created_by")
    private UUID createdBy;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "expires_at")
    private Instant expiresAt;

    @Column(name = "label")
    private String label;

    @Column(name = "roles")
    @Convert(converter = Roles.class)
    private Set<Role> roles;

    @Column(name = "uses")
    private int uses;

    @Column(name = "used")
    private int used;

    @Column(name = "used_by")
    private UUID usedBy;

    @Column(name = "used_at")
    private Instant usedAt;

    @Column(name = "revoked_at")
    private Instant revokedAt;

    /** For Hibernate. */
    protected Invite() {}

    /**
     * What an invite is made for.
     *
     * @param label what its maker calls it; null for nothing
     * @param roles of every account that it makes
     * @param uses how many may join with it, at least 1
     */
    public record Terms(String label, Set<Role> roles, int uses, Instant expiresAt) {

        /** Copies what could be changed. */
        public Terms {
            roles = Set.copyOf(roles);
        }
    }

    /** A new invite by an operator. */
    public Invite(byte[] codeHash, UUID createdBy, Instant now, Terms terms) {
        this.id = TimeOrderedId.next();
        this.codeHash = codeHash.clone();
        this.createdBy = createdBy;
        this.label = terms.label();
        this.roles = terms.roles();
        this.uses = terms.uses();
        this.createdAt = now;
        this.expiresAt = terms.expiresAt();
    }

    public UUID id() {
        return id;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant expiresAt() {
        return expiresAt;
    }

    public UUID createdBy() {
        return createdBy;
    }

    /** What its maker calls it; null for nothing. */
    public String label() {
        return label;
    }

    /** What an account has that is made with it. */
    public Set<Role> roles() {
        return Set.copyOf(roles);
    }

    /** How many may join with it in all. */
    public int uses() {
        return uses;
    }

    /** How many may still join with it, as far as it is open. */
    public int usesLeft() {
        return uses - used;
    }

    /** When it was used up; null when it wasn't. */
    public Instant usedAt() {
        return usedAt;
    }

    /** Whose account used it up; null when it wasn't used up or that account is gone. */
    public UUID usedBy() {
        return usedBy;
    }

    /** When it was taken back; null when it wasn't. */
    public Instant revokedAt() {
        return revokedAt;
    }

    /** Whether somebody can still join with it. */
    public boolean open(Instant now) {
        return usedAt == null && revokedAt == null && expiresAt.isAfter(now);
    }

    public void accept(UUID account, Instant now) {
        used++;
        if (used >= uses) {
            usedBy = account;
            usedAt = now;
        }
    }

    public void revoke(Instant now) {
        revokedAt = now;
    }
}
