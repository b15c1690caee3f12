package weft.auth.store.entity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import weft.service.id.TimeOrderedId;

/** That somebody joined with an invite. */
@Entity
@Table(name = "invite_uses")
public class InviteUse {

    @Id
    private UUID id;

    @Column(name = "invite_id")
    private UUID inviteId;

    @Column(name = "account_id")
    private UUID accountId;

    @Column(name = "at")
    private Instant at;

    /** For Hibernate. */
    protected InviteUse() {}

    public InviteUse(UUID inviteId, UUID accountId, Instant at) {
        this.id = TimeOrderedId.next();
        this.inviteId = inviteId;
        this.accountId = accountId;
        this.at = at;
    }

    /** With which invite. */
    public UUID inviteId() {
        return inviteId;
    }

    /** Whose account it made; null when that account is gone. */
    public UUID accountId() {
        return accountId;
    }
}
