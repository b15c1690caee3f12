package weft.message.hosting;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import weft.events.AccountEvent;
import weft.message.store.Accounts;
import weft.message.store.Wakeups;
import weft.message.store.sql.Database;

/** A deleted member's identities, messages and keys go with the account. */
@ApplicationScoped
class DeletedAccounts {

    private final Database database;
    private final Accounts accounts;
    private final Wakeups wakeups;

    DeletedAccounts(Database database, Accounts accounts, Wakeups wakeups) {
        this.database = database;
        this.accounts = accounts;
        this.wakeups = wakeups;
    }

    /** Idempotent: the bus may tell twice. */
    void changed(@Observes AccountEvent event) {
        if (event.change() == AccountEvent.Change.DELETED) {
            database.perform(transaction -> {
                accounts.delete(transaction, event.account());
                transaction.afterCommit(() -> wakeups.wake(Wakeups.Work.IDENTITIES));
            });
        }
    }
}
