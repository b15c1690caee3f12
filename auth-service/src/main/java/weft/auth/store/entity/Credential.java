package weft.auth.store.entity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** What an account's owner proves themselves with: the hash of a password. */
@Entity
@Table(name = "credentials")
public class Credential {

    @Id
    @Column(name = "account_id")
    private UUID accountId;

    private String password;

    @Column(name = "changed_at")
    private Instant changedAt;

    /** Which password of the account it is. */
    private int version;

    /** For Hibernate. */
    protected Credential() {}

    /** The credential of an account whose password has this PHC string. */
    public Credential(UUID accountId, String password, Instant now) {
        this.accountId = accountId;
        this.password = password;
        this.changedAt = now;
    }
}
