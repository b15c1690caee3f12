package weft.message.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import weft.message.store.sealing.Sealing;
import weft.message.store.sql.Transaction;

/** What each member uses and may use of this service. */
@ApplicationScoped
public class Accounts {

    private final Sealing sealing;

    public Accounts(Sealing sealing) {
        this.sealing = sealing;
    }

    /** Makes the account's row and its key, where this is its first contact with this service. */
    public void ensure(Transaction transaction, UUID account) {
        sealing.ensureAccount(transaction, account);
    }

    /** What these accounts use, by account. Waits when the answer is asked for. */
    public Supplier<Map<UUID, Usage>> askUsage(Transaction transaction, Collection<UUID> accounts) {
        record Used(UUID account, Usage usage) {}
        var found = transaction.askAll(
                """
                select id, stored_messages, stored_bytes, message_quota, byte_quota from account where id = any($1)""",
                row -> new Used(
                        row.uuid("id"),
                        new Usage(
                                row.longValue("stored_messages"),
                                row.longValue("stored_bytes"),
                                row.optionalLong("message_quota"),
                                row.optionalLong("byte_quota"))),
                (Object) accounts.toArray(UUID[]::new));
        return () -> found.get().stream().collect(Collectors.toMap(Used::account, Used::usage));
    }

    /**
     * Whether anything has been sealed here, a member's or the node's: a question that costs next to nothing, however much there is, and
     * needs no vault.
     */
    public static boolean anySealed(Transaction transaction) {
        return transaction.ask("""
                        select exists (select 1 from account) or exists (select 1 from node_identity) as any_there""", row -> row.flag("any_there")).get().orElse(false);
    }

    /** Accounts that have used up their quota, or the node's default where they have none of their own. */
    public List<UUID> full(Transaction transaction, long messages, long bytes) {
        return transaction.list("""
                select id from account
                where stored_messages >= coalesce(message_quota, $1) or stored_bytes >= coalesce(byte_quota, $2)""", row -> row.uuid("id"), messages, bytes);
    }

    /** Deletes the account with everything it has. What was sealed can't be read again, not even from a backup of the rows. */
    public void delete(Transaction transaction, UUID account) {
        transaction.update("delete from account where id = $1", account);
        transaction.afterCommit(() -> sealing.forget(account));
    }

    /** Numbers of one account; empty quotas mean the node's default. */
    public record Usage(long messages, long bytes, Optional<Long> messageQuota, Optional<Long> byteQuota) {

        /** Of an account without anything. */
        public static final Usage NONE = new Usage(0, 0, Optional.empty(), Optional.empty());

        /** With one message more, of so many bytes. */
        public Usage and(long added) {
            return new Usage(messages + 1, bytes + added, messageQuota, byteQuota);
        }
    }
}
