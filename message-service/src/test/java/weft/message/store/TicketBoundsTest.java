package weft.message.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.lxmf.ticket.TicketBook;
import weft.message.domain.MemberIdentity;
import weft.message.store.sql.Database;
import weft.reticulum.Address;
import weft.service.test.TestDatabase;

/** With how many peers an identity keeps tickets. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class TicketBoundsTest {

    private static final Address NEWEST = new Address(7, 7);

    @Inject
    Database database;

    @Inject
    Accounts accounts;

    @Inject
    Identities identities;

    @Inject
    TicketBooks tickets;

    private UUID account;
    private UUID identity;

    @BeforeEach
    void make() {
        MemberIdentity made = StoredIdentity.make(database, accounts, identities);
        account = made.account();
        identity = made.id();
    }

    @AfterEach
    void delete() {
        database.perform(transaction -> accounts.delete(transaction, account));
    }

    @Test
    void pastTheBoundTheTicketsThatChangedLongestAgoGo() {
        database.perform(transaction -> transaction.update("""
                insert into ticket_book (account, identity, peer, sealed_book, changed_at)
                select $1, $2, decode(lpad(to_hex(n), 32, '0'), 'hex'), '', now() - make_interval(secs => $3 - n)
                from generate_series(1, $3) n""", account, identity, TicketBooks.PER_IDENTITY));

        keep(NEWEST);

        assertThat(books()).isEqualTo(TicketBooks.PER_IDENTITY);
        assertThat(kept(new Address(0, 1))).isFalse();
        assertThat(kept(new Address(0, 2))).isTrue();
        assertThat(kept(NEWEST)).isTrue();

        keep(NEWEST);
        assertThat(kept(new Address(0, 2))).isTrue();
    }

    private void keep(Address peer) {
        database.perform(transaction -> tickets.keep(transaction, account, identity, peer, TicketBook.EMPTY));
    }

    private boolean kept(Address peer) {
        return database.transact(transaction -> transaction
                .first("select 1 from ticket_book where identity = $1 and peer = $2", row -> true, identity, peer)
                .isPresent());
    }

    private long books() {
        return database.transact(transaction -> transaction
                .first("select count(*) as n from ticket_book where identity = $1", row -> row.longValue("n"), identity)
                .orElseThrow());
    }
}
