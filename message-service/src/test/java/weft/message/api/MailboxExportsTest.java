package weft.message.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import weft.message.domain.MemberIdentity;
import weft.message.store.Accounts;
import weft.message.store.Identities;
import weft.message.store.StoredIdentity;
import weft.message.store.sql.Database;
import weft.service.problem.ProblemException;
import weft.service.test.TestDatabase;

/** How many mailboxes are taken along at once. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class MailboxExportsTest {

    @Inject
    MailboxExports exports;

    @Inject
    Database database;

    @Inject
    Accounts accounts;

    @Inject
    Identities identities;

    /** A client that reads nothing until it is told to. */
    private static final class SlowReader extends OutputStream {

        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public void write(int b) throws IOException {
            begun.countDown();
            try {
                if (!goOn.await(30, TimeUnit.SECONDS)) {
                    throw new IOException("never told to go on");
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    @Test
    void oneOfAMemberAndFourOfAllAreWrittenAtOnce() throws Exception {
        List<SlowReader> readers = new ArrayList<>();
        List<CompletableFuture<Void>> running = new ArrayList<>();
        List<MemberIdentity> members = new ArrayList<>();
        for (int i = 0; i < MailboxExports.BOUND; i++) {
            MemberIdentity member = identity();
            SlowReader reader = new SlowReader();
            exports.checkRoom(member.account());
            // Each on a thread of its own: the common pool may have fewer than there are readers.
            running.add(CompletableFuture.runAsync(() -> write(member, reader), Thread.ofVirtual()::start));
            assertThat(reader.begun.await(30, TimeUnit.SECONDS)).isTrue();
            members.add(member);
            readers.add(reader);
            refused(429, member.account());
        }
        UUID another = UUID.randomUUID();
        refused(503, another);

        readers.getFirst().goOn.countDown();
        running.getFirst().get(30, TimeUnit.SECONDS);
        exports.checkRoom(another);
        exports.checkRoom(members.getFirst().account());

        readers.forEach(reader -> reader.goOn.countDown());
        for (CompletableFuture<Void> one : running) {
            one.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void aReaderWhoIsGoneGivesItsPlaceBack() {
        MemberIdentity member = identity();
        assertThatThrownBy(() -> exports.write(member, new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("gone");
                    }
                }))
                .isInstanceOf(IOException.class);
        exports.checkRoom(member.account());
    }

    private void refused(int status, UUID account) {
        assertThatThrownBy(() -> exports.checkRoom(account))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refusal -> assertThat(refusal.problem().status()).isEqualTo(status));
    }

    private void write(MemberIdentity member, OutputStream out) {
        try {
            exports.write(member, out);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private MemberIdentity identity() {
        return StoredIdentity.make(database, accounts, identities);
    }
}
