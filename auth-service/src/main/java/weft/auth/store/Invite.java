package weft.auth.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import weft.service.id.TimeOrderedId;

/** A code that lets one person join, once. */
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

    @Column(name = "used_by")
    private UUID usedBy;

    @Column(name = "used_at")
    private Instant usedAt;

    @Column(name = "revoked_at")
    private Instant revokedAt;

    /** For Hibernate. */
    protected Invite() {}

    /** A new invite by an operator. */
    public Invite(byte[] codeHash, UUID createdBy, Instant now, Instant expiresAt) {
        this.id = TimeOrderedId.next();
        this.codeHash = codeHash.clone();
        this.createdBy = createdBy;
        this.createdAt = now;
        this.expiresAt = expiresAt;
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

    /** When it was accepted; null when it wasn't. */
    public Instant usedAt() {
        return usedAt;
    }

    /** Whose account it made; null when it wasn't accepted or that account is gone. */
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

    void accept(UUID account, Instant now) {
        usedBy = account;
        usedAt = now;
    }

    void revoke(Instant now) {
        revokedAt = now;
    }
}
