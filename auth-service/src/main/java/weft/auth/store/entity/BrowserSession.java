package weft.auth.store.entity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A browser that is signed in. Read as an entity; it is made, kept alive and ended by statements. */
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
}
