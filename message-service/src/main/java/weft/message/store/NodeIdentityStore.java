package weft.message.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Optional;
import weft.message.store.sealing.Sealing;
import weft.message.store.sealing.UnreadableIdentity;
import weft.message.store.sql.Columns;
import weft.message.store.sql.Transaction;
import weft.reticulum.identity.Identity;
import weft.reticulum.identity.PrivateIdentity;
import weft.service.vault.UnreadableSeal;
import weft.service.vault.Vault;

/**
 * The identity of the node itself, one for all replicas: made by whoever asks first, and never again. It is sealed as a member's is,
 * under a key of its own.
 */
@ApplicationScoped
public class NodeIdentityStore {

    private static final String PLACE = "node_identity.private_key";

    private final SecureRandom random = new SecureRandom();
    private final Vault vault;

    public NodeIdentityStore(Vault vault) {
        this.vault = vault;
    }

    /**
     * The identity, made now when there is none.
     *
     * @throws UnreadableIdentity when what is stored is damaged, or sealed under another node's keys; it is never made anew then
     */
    public PrivateIdentity get(Transaction transaction) {
        return find(transaction).orElseGet(() -> {
            make(transaction);
            // Another process may have been first: its identity is the node's.
            return find(transaction).orElseThrow();
        });
    }

    private Optional<PrivateIdentity> find(Transaction transaction) {
        return transaction.first("select wrapped_key, public_key, sealed_private_key from node_identity", this::opened);
    }

    private void make(Transaction transaction) {
        PrivateIdentity made = PrivateIdentity.generate(random::nextBytes);
        byte[] wrapped = vault.newAccountKey(Sealing.NODE);
        transaction.update(
                """
                insert into node_identity (wrapped_key, public_key, sealed_private_key) values ($1, $2, $3)
                on conflict do nothing""",
                wrapped,
                made.identity().publicKeySet(),
                vault.unwrap(Sealing.NODE, wrapped).seal(made.privateKeySet(), PLACE));
    }

    private PrivateIdentity opened(Columns row) {
        PrivateIdentity keys;
        try {
            keys = PrivateIdentity.of(
                    vault.unwrap(Sealing.NODE, row.bytes("wrapped_key")).open(row.bytes("sealed_private_key"), PLACE));
        } catch (UnreadableSeal | IllegalArgumentException damaged) {
            throw new UnreadableIdentity(Sealing.NODE, damaged.getMessage());
        }
        if (!keys.identity().equals(Identity.of(row.bytes("public_key")))) {
            throw new UnreadableIdentity(Sealing.NODE, "it is not that of the public key beside it");
        }
        return keys;
    }
}
