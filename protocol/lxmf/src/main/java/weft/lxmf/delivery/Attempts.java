package weft.lxmf.delivery;

import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import weft.lxmf.delivery.LinkTable.Entry;
import weft.lxmf.delivery.Outgoing.Phase;
import weft.lxmf.message.DeliveryMethod;
import weft.lxmf.message.Representation;
import weft.reticulum.Address;
import weft.reticulum.endpoint.EndpointCommand;

/** One attempt to send one message: what is missing, which way it goes, and what happens when it came to nothing (lxmf §16). */
final class Attempts {

    /** An automatic message is tried as a packet so often before it gets a link. */
    private static final int AUTOMATIC_PACKETS = 2;

    /** After so many packets without proof the path is asked for again. */
    private static final int UNPROVEN_BEFORE_PATH = 2;

    /** Wait when a bound of this node stood in the way, which is no attempt. */
    private static final long CROWDED_WAIT = 1_000_000_000L;

    private final DeliverySettings settings;
    private final Outbox outbox;
    private final LinkTable links;
    private final StampDesk stamps;
    private final RandomGenerator jitter;
    private long lastRef;

    Attempts(DeliverySettings settings, Outbox outbox, LinkTable links, StampDesk stamps, RandomGenerator jitter) {
        this.settings = settings;
        this.outbox = outbox;
        this.links = links;
        this.stamps = stamps;
        this.jitter = jitter;
    }

    /** A number for a command of this identity's Endpoint. */
    long nextRef() {
        return ++lastRef;
    }

    /** Tries a message whose time has come. */
    void attempt(Outgoing item, Turn turn) {
        if (item.attempts >= item.peer.attempts(settings)) {
            giveUp(item, turn);
            return;
        }
        item.lacks = Optional.empty();
        Optional<Entry> link = links.usable(item.peer);
        if (item.peer.recipient.isEmpty() && link.isEmpty()) {
            item.attempts++;
            askAndWait(item, WaitReason.KEY, DeliveryFailure.NO_KEY, turn);
            return;
        }
        if (item.blind && link.isEmpty()) {
            item.attempts++;
            pathless(item, turn);
            return;
        }
        switch (stamps.prepare(item, turn)) {
            case READY -> send(item, link, turn);
            case WAITING -> {
                item.enter(Phase.STAMPING);
                item.become(new DeliveryState.Waiting(WaitReason.STAMP), turn);
            }
            case TOO_COSTLY -> outbox.finish(item, new DeliveryState.Failed(DeliveryFailure.STAMP_TOO_COSTLY), turn);
        }
    }

    /** Whether the message would go as a packet, and too many are on the way. */
    boolean isHeldUp(Outgoing item) {
        return outbox.packetsFull()
                && Representation.fitsPacket(item.size())
                && switch (item.wanted) {
                    case DIRECT -> false;
                    case OPPORTUNISTIC -> true;
                    case AUTO -> links.usable(item.peer).isEmpty();
                };
    }

    private void send(Outgoing item, Optional<Entry> link, Turn turn) {
        byte[] packed = item.packed();
        item.attempts++;
        item.attemptedAt = turn.now();
        if (choose(item, packed.length, link.isPresent(), turn) == DeliveryMethod.OPPORTUNISTIC) {
            sendPacket(item, packed, turn);
        } else if (link.isPresent()) {
            item.onReusedLink = true;
            tryStep(item, new TraceStep.LinkReused(!link.get().own), turn);
            sendOnLink(item, packed, link.get(), turn);
        } else {
            item.onReusedLink = false;
            item.enter(Phase.LINKING);
            item.become(new DeliveryState.Sending(), turn);
            openLink(item, turn);
        }
    }

    private DeliveryMethod choose(Outgoing item, int length, boolean hasLink, Turn turn) {
        boolean packet = Representation.fitsPacket(length)
                && item.peer.recipient.isPresent()
                && switch (item.wanted) {
                    case DIRECT -> false;
                    case OPPORTUNISTIC -> true;
                    case AUTO ->
                        !hasLink
                                && item.unprovenPackets < AUTOMATIC_PACKETS
                                && item.peer
                                        .recipient
                                        .get()
                                        .ratchetAt(turn.unixSeconds())
                                        .isPresent();
                };
        DeliveryMethod method = packet ? DeliveryMethod.OPPORTUNISTIC : DeliveryMethod.DIRECT;
        if (!Outbox.goesBy(item, method)) {
            item.method = Optional.of(method);
            Representation representation = packet ? Representation.PACKET : Representation.onLink(length);
            turn.trace(item.id, new TraceStep.MethodChosen(method, representation, length));
        }
        return method;
    }

    private void sendPacket(Outgoing item, byte[] packed, Turn turn) {
        Recipient recipient = item.peer.recipient.orElseThrow();
        long ref = nextRef();
        outbox.underWay(item, ref, Optional.empty());
        item.become(new DeliveryState.Sending(), turn);
        turn.command(new EndpointCommand.SendPacket(
                ref,
                recipient.identity(),
                item.peer.address,
                recipient.ratchetAt(turn.unixSeconds()),
                Arrays.copyOfRange(packed, Address.LENGTH, packed.length)));
    }

    private void openLink(Outgoing item, Turn turn) {
        if (links.isOpening(item.peer)) {
            return;
        }
        long ref = nextRef();
        links.ask(ref, item.peer);
        tryStep(item, new TraceStep.LinkOpening(item.attempts), turn);
        turn.command(new EndpointCommand.OpenLink(
                ref, item.peer.recipient.orElseThrow().identity(), item.peer.address));
    }

    /** The link that the message waited for stands. */
    void linkReady(Outgoing item, Entry link, Turn turn) {
        sendOnLink(item, item.packed(), link, turn);
    }

    private void sendOnLink(Outgoing item, byte[] packed, Entry link, Turn turn) {
        long ref = nextRef();
        link.usedAt = turn.now();
        outbox.underWay(item, ref, Optional.of(link.id));
        Representation representation = Representation.onLink(packed.length);
        tryStep(item, new TraceStep.SendingOnLink(item.attempts, representation, packed.length), turn);
        item.become(new DeliveryState.Sending(), turn);
        if (representation == Representation.LINK_PACKET) {
            turn.command(new EndpointCommand.SendOnLink(link.id, ref, packed));
        } else {
            boolean compress = item.peer
                    .recipient
                    .map(recipient -> recipient.data().compression())
                    .orElse(true);
            turn.command(new EndpointCommand.SendResource(link.id, ref, packed, Optional.empty(), compress));
        }
    }

    /** A packet was not proven in time: it is sent again, and the path is doubted after the second time. */
    void unproven(Outgoing item, Turn turn) {
        if (item.blind) {
            pathless(item, turn);
            return;
        }
        item.unprovenPackets++;
        item.lastFailure = DeliveryFailure.NO_PROOF;
        if (item.unprovenPackets == UNPROVEN_BEFORE_PATH) {
            askPath(item, turn);
        }
        long wait = item.peer.pace.retryWait(settings) - (turn.now() - item.attemptedAt);
        retry(item, Math.max(0, wait), turn);
    }

    /** A link failed, or what was sent on it: the path is asked for, and a new link is tried later. */
    void linkFailed(Outgoing item, DeliveryFailure why, Turn turn) {
        item.lastFailure = why;
        item.enter(Phase.QUEUED);
        if (item.onReusedLink) {
            // An old link may have died unnoticed long ago; that says nothing of a new one.
            retry(item, 0, turn);
            return;
        }
        askPath(item, turn);
        if (retry(item, item.peer.pace.retryWait(settings), turn)) {
            item.become(new DeliveryState.Waiting(WaitReason.PATH), turn);
        }
    }

    /** The Router knows no path: ask, and try again as soon as there is one. */
    void pathless(Outgoing item, Turn turn) {
        askAndWait(item, WaitReason.PATH, DeliveryFailure.NO_PATH, turn);
    }

    /** A step of an attempt. One that a message in want of room repeats every second is told when it has succeeded. */
    private static void tryStep(Outgoing item, TraceStep step, Turn turn) {
        if (!item.crowded) {
            turn.trace(item.id, step);
        }
    }

    /** The message has found room: what was not told is made up for. */
    static void hasRoom(Outgoing item, Turn turn) {
        if (item.crowded) {
            item.crowded = false;
            if (item.link.isPresent()) {
                int length = item.packed().length;
                turn.trace(item.id, new TraceStep.SendingOnLink(item.attempts, Representation.onLink(length), length));
            }
        }
    }

    /** A bound of this node or of its Router stood in the way: nothing was tried. */
    void crowded(Outgoing item, Turn turn) {
        tryStep(item, new TraceStep.Crowded(), turn);
        item.crowded = true;
        item.attempts = Math.max(0, item.attempts - 1);
        item.enter(Phase.QUEUED);
        item.dueAt = turn.now() + CROWDED_WAIT;
    }

    /** Asks for a path, if that was not done just now, and tells the message so. */
    void askPath(Outgoing item, Turn turn) {
        int request = item.peer.askPath(settings, turn);
        if (request > 0) {
            turn.trace(item.id, new TraceStep.PathAsked(request));
        }
    }

    private void askAndWait(Outgoing item, WaitReason lacking, DeliveryFailure why, Turn turn) {
        askPath(item, turn);
        item.lastFailure = why;
        item.lacks = Optional.of(lacking);
        item.enter(Phase.QUEUED);
        item.dueAt = turn.now() + item.peer.pace.pathWait(settings);
        if (!expire(item, turn)) {
            item.become(new DeliveryState.Waiting(lacking), turn);
        }
    }

    /** Puts the message back for another attempt. Tells whether there will be one soon. */
    private boolean retry(Outgoing item, long wait, Turn turn) {
        item.enter(Phase.QUEUED);
        if (expire(item, turn)) {
            return false;
        }
        if (item.attempts >= item.peer.attempts(settings)) {
            giveUp(item, turn);
            return false;
        }
        long delay = wait + (item.peer.pace.isSlow(0) ? jitter.nextLong(item.peer.pace.packetTime() + 1) : 0);
        item.dueAt = turn.now() + delay;
        turn.trace(item.id, new TraceStep.RetryAfter(delay));
        return true;
    }

    /** The attempts are used up. */
    private void giveUp(Outgoing item, Turn turn) {
        if (!item.patient) {
            outbox.finish(item, new DeliveryState.Failed(item.lastFailure), turn);
            return;
        }
        long rest = settings.firstRest();
        for (int i = 0; i < item.rests && rest < settings.longestRest(); i++) {
            rest *= 2;
        }
        rest = Math.min(rest, settings.longestRest());
        item.rests++;
        item.attempts = 0;
        item.unprovenPackets = 0;
        item.blind = false;
        item.enter(Phase.QUEUED);
        item.dueAt = turn.now() + rest;
        turn.trace(item.id, new TraceStep.Resting(rest));
        WaitReason reason = item.peer.recipient.isEmpty() ? WaitReason.KEY : WaitReason.PATH;
        item.become(new DeliveryState.Waiting(reason), turn);
    }

    /** Ends a message whose lifetime is over. */
    boolean expire(Outgoing item, Turn turn) {
        if (turn.now() < item.expiresAt) {
            return false;
        }
        outbox.finish(item, new DeliveryState.Expired(), turn);
        return true;
    }
}
