package weft.reticulum.router.paths;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import weft.reticulum.Address;
import weft.reticulum.Entropy;
import weft.reticulum.path.PathRequest;
import weft.reticulum.path.PathTag;
import weft.reticulum.router.drops.DropReason;
import weft.reticulum.router.drops.Drops;
import weft.reticulum.router.interfaces.Egress;
import weft.reticulum.router.interfaces.Interfaces;
import weft.reticulum.router.interfaces.RouterInterface;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Seconds;
import weft.reticulum.router.time.Timer;

/**
 * Path requests of our own: each destination at most every 20 s, all of them at most every 0.5 s, so that neighbours don't
 * take them for a burst (rns-core §1, §12.5).
 *
 * <p>What is asked because a link of others through this node was not answered waits until nothing else does, and makes room for
 * it: strangers can cause any number of such questions.
 */
final class OwnRequests implements Timer {

    private static final long SAME_DESTINATION = Seconds.nanos(20);
    private static final long PACE = Seconds.nanos(0.5);
    private static final int NOWHERE = 0;

    private final Optional<Address> transportId;
    private final CallTime time;
    private final Drops drops;
    private final Entropy entropy;
    private final Interfaces interfaces;
    private final Egress egress;
    private final PathRequests requests;
    private final int bound;
    private final SequencedMap<Address, Long> asked = new LinkedHashMap<>();
    private final ArrayDeque<Question> queue = new ArrayDeque<>();
    private final ArrayDeque<Question> ofOthers = new ArrayDeque<>();
    private long freeAt;

    /** @param transportId of a transport node */
    OwnRequests(
            Optional<Address> transportId,
            CallTime time,
            Drops drops,
            Entropy entropy,
            Interfaces interfaces,
            Egress egress,
            PathRequests requests,
            int bound) {
        this.transportId = transportId;
        this.time = time;
        this.drops = drops;
        this.entropy = entropy;
        this.interfaces = interfaces;
        this.egress = egress;
        this.requests = requests;
        this.bound = bound;
    }

    /** @param except number of the interface that is not asked; it may be gone when the question's turn comes, and no other has its number */
    private record Question(Address destination, int except) {}

    /** Asks on all interfaces, for somebody on this node. */
    void ask(Address destination) {
        forgetOld();
        boolean waits = ofOthers.removeIf(question -> question.destination().equals(destination));
        if (!waits && asked.containsKey(destination)) {
            return;
        }
        if (isFull()) {
            drops.count(DropReason.TABLE_FULL);
            if (ofOthers.isEmpty()) {
                return;
            }
            asked.remove(ofOthers.removeLast().destination());
        }
        put(new Question(destination, NOWHERE), queue);
    }

    /** Asks on all interfaces but one when nothing else is to be asked, for the two ends of a link through this node. */
    void askForOthers(Address destination, Optional<RouterInterface> except) {
        forgetOld();
        if (asked.containsKey(destination)) {
            return;
        }
        if (isFull()) {
            drops.count(DropReason.TABLE_FULL);
            return;
        }
        put(new Question(destination, except.map(RouterInterface::id).orElse(NOWHERE)), ofOthers);
    }

    private boolean isFull() {
        return size() >= bound;
    }

    private void put(Question question, ArrayDeque<Question> behind) {
        asked.putLast(question.destination(), time.now());
        if (size() == 0 && time.now() >= freeAt) {
            send(question);
        } else {
            behind.addLast(question);
        }
    }

    /** Whether the destination was asked for a moment ago. */
    boolean isAsked(Address destination) {
        forgetOld();
        return asked.containsKey(destination);
    }

    /** The path is known: asking again later is a new question. */
    void answered(Address destination) {
        asked.remove(destination);
    }

    int size() {
        return queue.size() + ofOthers.size();
    }

    @Override
    public long nextDeadline() {
        return size() == 0 ? Timer.NONE : freeAt;
    }

    @Override
    public void onDeadline() {
        if (size() > 0 && time.now() >= freeAt) {
            send(queue.isEmpty() ? ofOthers.removeFirst() : queue.removeFirst());
        }
    }

    private void send(Question question) {
        freeAt = time.now() + PACE;
        PathRequest request =
                new PathRequest(question.destination(), transportId, PathTag.of(entropy.bytes(PathTag.MAX_LENGTH)));
        requests.remember(request);
        byte[] packet = request.packet().encode();
        for (RouterInterface out : interfaces.online()) {
            if (out.properties().outgoing() && out.id() != question.except()) {
                egress.send(out, packet);
            }
        }
    }

    /** At most one question per 0.5 s gets in, so this stays small. */
    private void forgetOld() {
        while (!asked.isEmpty() && time.now() - asked.firstEntry().getValue() >= SAME_DESTINATION) {
            asked.pollFirstEntry();
        }
    }
}
