package weft.reticulum.router;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import weft.reticulum.Address;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.packet.Context;

/**
 * Path requests for hosted destinations: the Endpoint is asked for a fresh announce, at most once a second for each
 * destination and interface; when none comes within half a second, its last announce goes out again.
 */
final class HostedAnswers implements Timer {

    private static final long COALESCE = Seconds.nanos(1);
    private static final long PATIENCE = Seconds.nanos(0.5);

    private final Turn turn;
    private final Attachments attachments;
    private final HostedTable hosted;
    private final OwnAnnounces own;
    private final Egress egress;
    private final int bound;
    private final Map<Key, Question> questions = new LinkedHashMap<>();
    private long next = Router.NONE;

    HostedAnswers(Turn turn, Attachments attachments, HostedTable hosted, OwnAnnounces own, Egress egress, int bound) {
        this.turn = turn;
        this.attachments = attachments;
        this.hosted = hosted;
        this.own = own;
        this.egress = egress;
        this.bound = bound;
    }

    private record Key(Address owner, MeshInterface on) {}

    private static final class Question {
        private final long at;
        private boolean answered;

        private Question(long at) {
            this.at = at;
        }
    }

    /** Somebody asks for the path to a hosted destination. */
    void ask(Address owner, MeshInterface on) {
        Key key = new Key(owner, on);
        Question known = questions.get(key);
        if (known != null && turn.now() - known.at < COALESCE) {
            return;
        }
        if (known == null && questions.size() >= bound) {
            on.drop(DropReason.TABLE_FULL);
            return;
        }
        questions.put(key, new Question(turn.now()));
        next = Math.min(next, turn.now() + PATIENCE);
        turn.tell(new ToEndpoint.PathRequested(owner, attachments.of(on)));
    }

    /** The Endpoint answered. */
    void answered(Address owner, MeshInterface on) {
        Question known = questions.get(new Key(owner, on));
        if (known != null) {
            known.answered = true;
        }
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
        next = Router.NONE;
        Iterator<Map.Entry<Key, Question>> all = questions.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Key, Question> each = all.next();
            Question question = each.getValue();
            if (!question.answered && turn.now() - question.at >= PATIENCE) {
                question.answered = true;
                replay(each.getKey());
            }
            if (turn.now() - question.at >= COALESCE) {
                all.remove();
            } else {
                next = Math.min(next, question.at + (question.answered ? COALESCE : PATIENCE));
            }
        }
    }

    private void replay(Key key) {
        HostedTable.Hosted known = hosted.get(key.owner());
        if (known != null && known.announce() != null && key.on().isUp() && !own.hurry(key.on(), key.owner())) {
            key.on().countAnnounceOut();
            egress.send(key.on(), AnnounceForm.withContext(known.announce(), Context.PATH_RESPONSE));
        }
    }
}
