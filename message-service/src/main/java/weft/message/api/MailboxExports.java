package weft.message.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import weft.message.domain.MemberIdentity;
import weft.service.problem.Problem;

/**
 * The mailboxes that are being taken along. One member takes one at a time, and all together {@value #BOUND}: each holds a page of
 * messages, one message and its files in memory for as long as its client takes to read them. Past it a request is refused and
 * counted.
 */
@ApplicationScoped
class MailboxExports {

    /** Mailboxes that are written at once. */
    static final int BOUND = 4;

    private static final Duration RETRY = Duration.ofSeconds(30);

    private final MailboxArchive archive;
    private final Semaphore places = new Semaphore(BOUND);
    private final Set<UUID> accounts = ConcurrentHashMap.newKeySet();
    private final Counter refused;

    MailboxExports(MailboxArchive archive, MeterRegistry metrics) {
        this.archive = archive;
        this.refused = metrics.counter("weft_mailbox_exports_refused");
        Gauge.builder("weft_mailbox_exports", () -> BOUND - places.availablePermits())
                .register(metrics);
        Gauge.builder("weft_mailbox_exports_bound", () -> BOUND).register(metrics);
    }

    /**
     * Whether there is a place just now; it is taken when the writing begins, so that nobody keeps one who never reads.
     *
     * @throws weft.service.problem.ProblemException 429 while the member has one under way, 503 while all places are taken
     */
    void checkRoom(UUID account) {
        if (accounts.contains(account)) {
            refused.increment();
            throw Problem.tooMany("mailbox-under-way", "You are taking a mailbox along already", RETRY)
                    .withDetail("Wait until that file is there, or stop it; then ask again.")
                    .exception();
        }
        if (places.availablePermits() == 0) {
            refused.increment();
            throw busy();
        }
    }

    private static RuntimeException busy() {
        return Problem.unavailable("Others are taking their mailboxes along just now. Try it again.", RETRY)
                .exception();
    }

    /** Writes the mailbox, waiting for its reader; on a thread that may wait. */
    void write(MemberIdentity identity, OutputStream out) throws IOException {
        if (!places.tryAcquire()) {
            refused.increment();
            throw busy();
        }
        try {
            if (!accounts.add(identity.account())) {
                refused.increment();
                throw busy();
            }
            try {
                archive.write(identity, out);
            } finally {
                accounts.remove(identity.account());
            }
        } finally {
            places.release();
        }
    }
}
