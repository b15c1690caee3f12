package weft.auth.store.entity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import weft.auth.domain.SessionLife;
import weft.service.id.TimeOrderedId;

/** A browser that is signed in. */
@Entity
@Table(name = "sessions")
public class BrowserSession {

    @Id
    private UUID id;

    @Column(name = "account_id")
    private UUID accountId;

    @Column(name = "reference_hash")
    private byte[] referenceHash;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "last_seen_at")
    private Instant lastSeenAt;

    @Column(name = "idle_at")
    private Instant idleAt;

    @Column(name = "expires_at")
    private Instant expiresAt;

    @Column(name = "proven_at")
    private Instant provenAt;

    private String source;

    @Column(name = "user_agent")
    private String userAgent;

    /** For Hibernate. */
    protected BrowserSession() {}

    /**
     * A session that begins now.
     *
     * @param referenceHash hash of the secret in its cookie
     * @param life gives how long it lives
     * @param provenAt when the password was given for it
     * @param source network address it is made from
     * @param userAgent what the browser calls itself; empty for nothing
     */
    public BrowserSession(
            UUID accountId,
            byte[] referenceHash,
            SessionLife life,
            Instant now,
            Instant provenAt,
            String source,
            String userAgent) {
        this.id = TimeOrderedId.next();
        this.accountId = accountId;
        this.referenceHash = referenceHash.clone();
        this.createdAt = now;
        this.lastSeenAt = now;
        this.idleAt = life.idleAt(now);
        this.expiresAt = life.expiresAt(now);
        this.provenAt = provenAt;
        this.source = source;
        this.userAgent = userAgent;
    }

    /** Not its reference. */
    public UUID id() {
        return id;
    }

    public Instant createdAt() {
        return createdAt;
    }

    /** When its browser last asked for something, to the minute. */
    public Instant lastSeenAt() {
        return lastSeenAt;
    }

    /** When it ends in any case. */
    public Instant expiresAt() {
        return expiresAt;
    }

    public String source() {
        return source;
    }

    /** What the browser calls itself; never decided by. */
    public String userAgent() {
        return userAgent;
    }
}
