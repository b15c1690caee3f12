package weft.message.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import weft.message.delivery.MessageAcceptance.Outcome;
import weft.message.delivery.MessageAcceptance.Writing;
import weft.message.domain.StoredMessage;
import weft.message.store.Accounts;
import weft.message.store.Idempotency;
import weft.message.store.Idempotency.Answer;
import weft.message.store.Idempotency.Named;
import weft.message.store.Idempotency.Place;
import weft.message.store.sql.Database;
import weft.message.store.sql.StoreUnavailable;
import weft.message.store.sql.Transaction;
import weft.service.work.BatchWriter;

/**
 * What members write at the same time shares its commits: while some messages are being written the next ones gather. Each is
 * accepted or refused for itself, and who wrote it is told after the commit. An idempotency key is kept in the commit of its message.
 *
 * <p>Accounts are spread over {@value #LANES} queues of at most {@value #QUEUE} messages. Past the bound a message is refused as it is
 * while the database is away.
 */
@ApplicationScoped
public class AcceptanceQueue {

    /** Accounts are spread over this many queues: while one waits for an account that is locked, the others are written. */
    static final int LANES = 2;

    static final int QUEUE = 1_000;

    private static final int BATCH = 128;

    /** A batch of n waits n times this long for the next one, so that many share a commit and one alone has it to itself. */
    private static final Duration FOR_EACH = Duration.ofMillis(2);

    private static final Duration AT_MOST = Duration.ofMillis(50);
    private static final Duration LAST_WRITES = Duration.ofSeconds(5);

    private final Database database;
    private final Accounts accounts;
    private final Idempotency idempotency;
    private final MessageAcceptance acceptance;
    private final List<BatchWriter<Waiting>> lanes = new ArrayList<>();

    AcceptanceQueue(
            Database database,
            Accounts accounts,
            Idempotency idempotency,
            MessageAcceptance acceptance,
            MeterRegistry metrics) {
        this.database = database;
        this.accounts = accounts;
        this.idempotency = idempotency;
        this.acceptance = acceptance;
        for (int i = 0; i < LANES; i++) {
            BatchWriter.Bounds bounds =
                    BatchWriter.Bounds.of(QUEUE, BATCH).paced(FOR_EACH, AT_MOST).losing();
            lanes.add(new BatchWriter<>("acceptance-" + i, bounds, new Lane()));
        }
        BatchWriter.measure(metrics, "acceptance", lanes);
    }

    /** A message that waits for its batch, and who wants to know what becomes of it. */
    private record Waiting(
            Writing writing,
            Optional<Named> named,
            Function<StoredMessage, Answer> answer,
            CompletableFuture<Answer> done) {

        /** Whose write it is, and how its client named it. */
        Optional<Key> key() {
            return named.map(write -> new Key(write.account(), write.key()));
        }
    }

    private record Key(UUID account, String text) {}

    /**
     * Accepts one message and waits until it is on disk. For virtual threads.
     *
     * @param named by its client; a repetition gets the answer of the first
     * @param answer to the message that was accepted
     * @throws RuleBroken when a rule forbids it, and whatever else {@link Outcome.Refused} may hold
     * @throws Idempotency.KeyReused when its key was used for something else
     * @throws StoreUnavailable when the database is away or too much waits for it; whether it was accepted may be unknown then
     */
    public Answer accept(Writing writing, Optional<Named> named, Function<StoredMessage, Answer> answer) {
        Waiting waiting = new Waiting(writing, named, answer, new CompletableFuture<>());
        offer(waiting);
        try {
            return waiting.done().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException refused ? refused : e;
        }
    }

    private void offer(Waiting waiting) {
        if (!lanes.get(Math.floorMod(waiting.writing().account().hashCode(), LANES))
                .offer(waiting)) {
            waiting.done()
                    .completeExceptionally(new StoreUnavailable(
                            new RejectedExecutionException("too many messages wait to be accepted")));
        }
    }

    private final class Lane implements BatchWriter.Target<Waiting> {

        @Override
        public Runnable write(List<Waiting> batch) {
            Map<Waiting, Supplier<Answer>> results =
                    database.transact(transaction -> AcceptanceQueue.this.write(transaction, batch));
            return () -> batch.forEach(waiting -> {
                if (results.containsKey(waiting)) {
                    tell(waiting, results.get(waiting));
                } else {
                    offer(waiting);
                }
            });
        }

        @Override
        public boolean passes(RuntimeException failure) {
            return failure instanceof StoreUnavailable;
        }

        @Override
        public void refused(Waiting waiting, RuntimeException why) {
            waiting.done().completeExceptionally(why);
        }

        @Override
        public void lost(List<Waiting> batch, RuntimeException why) {
            batch.forEach(waiting -> waiting.done().completeExceptionally(why));
        }
    }

    /**
     * Accepts a batch.
     *
     * @return what each is told; nothing for one whose key another one of the batch has, which is tried again after it
     */
    private Map<Waiting, Supplier<Answer>> write(Transaction transaction, List<Waiting> batch) {
        batch.stream()
                .map(waiting -> waiting.writing().account())
                .distinct()
                .forEach(account -> accounts.ensure(transaction, account));
        Map<Waiting, Supplier<Answer>> results = new IdentityHashMap<>();
        Map<Waiting, Place> places = new IdentityHashMap<>();
        answerRepetitions(transaction, batch, results, places);
        Set<Key> keys = new HashSet<>();
        List<Waiting> fresh = batch.stream()
                .filter(waiting -> !results.containsKey(waiting))
                .filter(waiting -> waiting.key().map(keys::add).orElse(true))
                .toList();
        List<Outcome> outcomes = acceptance.accept(
                transaction, fresh.stream().map(Waiting::writing).toList());
        Map<Place, Answer> kept = new HashMap<>();
        for (int i = 0; i < fresh.size(); i++) {
            Waiting waiting = fresh.get(i);
            switch (outcomes.get(i)) {
                case Outcome.Accepted(StoredMessage message) -> {
                    Answer answer = waiting.answer().apply(message);
                    results.put(waiting, () -> answer);
                    if (places.containsKey(waiting)) {
                        kept.put(places.get(waiting), answer);
                    }
                }
                case Outcome.Refused(RuntimeException why) -> results.put(waiting, failing(why));
            }
        }
        idempotency.keep(transaction, kept);
        return results;
    }

    private void answerRepetitions(
            Transaction transaction,
            List<Waiting> batch,
            Map<Waiting, Supplier<Answer>> results,
            Map<Waiting, Place> places) {
        List<Waiting> named =
                batch.stream().filter(waiting -> waiting.named().isPresent()).toList();
        if (named.isEmpty()) {
            return;
        }
        List<Place> held = idempotency.hold(
                transaction,
                named.stream().map(waiting -> waiting.named().orElseThrow()).toList());
        List<Supplier<Optional<Answer>>> before = idempotency.find(transaction, held);
        for (int i = 0; i < named.size(); i++) {
            Waiting waiting = named.get(i);
            places.put(waiting, held.get(i));
            try {
                before.get(i).get().ifPresent(answer -> results.put(waiting, () -> answer));
            } catch (Idempotency.KeyReused | Idempotency.AnswerLost why) {
                results.put(waiting, failing(why));
            }
        }
    }

    private static Supplier<Answer> failing(RuntimeException why) {
        return () -> {
            throw why;
        };
    }

    private static void tell(Waiting waiting, Supplier<Answer> result) {
        try {
            waiting.done().complete(result.get());
        } catch (RuntimeException why) {
            waiting.done().completeExceptionally(why);
        }
    }

    void stop(@Observes ShutdownEvent ending) {
        lanes.forEach(BatchWriter::end);
        lanes.forEach(lane -> lane.close(LAST_WRITES));
    }
}
