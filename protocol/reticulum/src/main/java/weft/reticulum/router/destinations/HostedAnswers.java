package weft.reticulum.router.destinations;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import weft.reticulum.Address;
import weft.reticulum.announce.AnnounceForm;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.packet.Context;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.interfaces.BusSink;
import weft.reticulum.router.interfaces.Egress;
import weft.reticulum.router.interfaces.InterfaceRefs;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Seconds;
import weft.reticulum.router.time.Timer;

/**
 * Path requests for hosted destinations: the Endpoint is asked for a fresh announce, at most once a second for each
 * destination and interface; when none comes within half a second, its last announce goes out again. Paths to others are answered
 * for from the path table, which knows the answer and only lets somebody nearer be first.
 */
final class HostedAnswers implements Timer {

    private static final long COALESCE = Seconds.nanos(1);
    private static final long PATIENCE = Seconds.nanos(0.5);

    private final CallTime time;
    private final InterfaceRefs refs;
    private final HostedTable hosted;
    private final OwnAnnounces own;
    private final Egress egress;
    private final BusSink bus;
    private final int bound;
    private final Map<Key, Question> questions = new LinkedHashMap<>();
    private long next = Timer.NONE;

    HostedAnswers(
            CallTime time,
            InterfaceRefs refs,
            HostedTable hosted,
            OwnAnnounces own,
            Egress egress,
            BusSink bus,
            int bound) {
        this.time = time;
        this.refs = refs;
        this.hosted = hosted;
        this.own = own;
        this.egress = egress;
        this.bus = bus;
        this.bound = bound;
    }

    private record Key(Address owner, RouterInterface on) {}

    private static final class Question {
        private final long at;
        private boolean answered;

        private Question(long at) {
            this.at = at;
        }
    }

    /** Somebody asks for the path to a hosted destination. */
    void ask(Address owner, RouterInterface on) {
        Key key = new Key(owner, on);
        Question known = questions.get(key);
        if (known != null && time.now() - known.at < COALESCE) {
            return;
        }
        if (known == null && questions.size() >= bound) {
            on.drop(DropReason.TABLE_FULL);
            return;
        }
        questions.put(key, new Question(time.now()));
        next = Math.min(next, time.now() + PATIENCE);
        bus.toEndpoint(new ToEndpoint.PathRequested(owner, refs.of(on)));
    }

    /** The Endpoint answered. */
    void answered(Address owner, RouterInterface on) {
        Question known = questions.get(new Key(owner, on));
        if (known != null) {
            known.answered = true;
        }
    }

    void interfaceDown(RouterInterface gone) {
        questions.keySet().removeIf(key -> key.on() == gone);
    }

    int size() {
        return questions.size();
    }

    @Override
    public long nextDeadline() {
        return next;
    }

    @Override
    public void onDeadline() {
        next = Timer.NONE;
        Iterator<Map.Entry<Key, Question>> all = questions.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Key, Question> each = all.next();
            Question question = each.getValue();
            if (!question.answered && time.now() - question.at >= PATIENCE) {
                question.answered = true;
                replay(each.getKey());
            }
            if (time.now() - question.at >= COALESCE) {
                all.remove();
            } else {
                next = Math.min(next, question.at + (question.answered ? COALESCE : PATIENCE));
            }
        }
    }

    private void replay(Key key) {
        HostedDestination known = hosted.get(key.owner());
        if (known != null && known.announce() != null && key.on().isUp() && !own.hurry(key.on(), key.owner())) {
            egress.announce(key.on(), AnnounceForm.withContext(known.announce(), Context.PATH_RESPONSE));
        }
    }
}
