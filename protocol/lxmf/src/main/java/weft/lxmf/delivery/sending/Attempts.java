package weft.lxmf.delivery.sending;

import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import weft.lxmf.delivery.DeliveryCall;
import weft.lxmf.delivery.DeliveryFailure;
import weft.lxmf.delivery.DeliverySettings;
import weft.lxmf.delivery.DeliveryState;
import weft.lxmf.delivery.Recipient;
import weft.lxmf.delivery.TraceStep;
import weft.lxmf.delivery.WaitReason;
import weft.lxmf.delivery.sending.DeliveryLinks.Entry;
import weft.lxmf.delivery.sending.QueuedMessage.Phase;
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
    private final OutboundQueue queue;
    private final DeliveryLinks links;
    private final StampDesk stamps;
    private final RandomGenerator jitter;
    private long lastRef;

    Attempts(
            DeliverySettings settings,
            OutboundQueue queue,
            DeliveryLinks links,
            StampDesk stamps,
            RandomGenerator jitter) {
        this.settings = settings;
        this.queue = queue;
        this.links = links;
        this.stamps = stamps;
        this.jitter = jitter;
    }

    /** A number for a command of this identity's Endpoint. */
    long nextRef() {
        return ++lastRef;
    }

    /** Tries a message whose time has come. */
    void attempt(QueuedMessage item, DeliveryCall call) {
        if (item.attempts >= item.peer.attempts(settings)) {
            giveUp(item, call);
            return;
        }
        item.lacks = Optional.empty();
        Optional<Entry> link = links.usable(item.peer);
        if (item.peer.recipient.isEmpty() && link.isEmpty()) {
            item.attempts++;
            askAndWait(item, WaitReason.KEY, DeliveryFailure.NO_KEY, call);
            return;
        }
        if (item.blind && link.isEmpty()) {
            item.attempts++;
            pathless(item, call);
            return;
        }
        switch (stamps.prepare(item, call)) {
            case READY -> send(item, link, call);
            case WAITING -> {
                item.enter(Phase.STAMPING);
                item.become(new DeliveryState.Waiting(WaitReason.STAMP), call);
            }
            case TOO_COSTLY -> queue.finish(item, new DeliveryState.Failed(DeliveryFailure.STAMP_TOO_COSTLY), call);
        }
    }

    /** Whether the message would go as a packet, and too many are on the way. */
    boolean isHeldUp(QueuedMessage item) {
        return queue.packetsFull()
                && Representation.fitsPacket(item.size())
                && switch (item.wanted) {
                    case DIRECT -> false;
                    case OPPORTUNISTIC -> true;
                    case AUTO -> links.usable(item.peer).isEmpty();
                };
    }

    private void send(QueuedMessage item, Optional<Entry> link, DeliveryCall call) {
        byte[] packed = item.packed();
        item.attempts++;
        item.attemptedAt = call.now();
        if (choose(item, packed.length, link.isPresent(), call) == DeliveryMethod.OPPORTUNISTIC) {
            sendPacket(item, packed, call);
        } else if (link.isPresent()) {
            item.onReusedLink = true;
            tryStep(item, new TraceStep.LinkReused(!link.get().own), call);
            sendOnLink(item, packed, link.get(), call);
        } else {
            item.onReusedLink = false;
            item.enter(Phase.LINKING);
            item.become(new DeliveryState.Sending(), call);
            openLink(item, call);
        }
    }

    private DeliveryMethod choose(QueuedMessage item, int length, boolean hasLink, DeliveryCall call) {
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
                                        .ratchetAt(call.unixSeconds())
                                        .isPresent();
                };
        DeliveryMethod method = packet ? DeliveryMethod.OPPORTUNISTIC : DeliveryMethod.DIRECT;
        if (!OutboundQueue.goesBy(item, method)) {
            item.method = Optional.of(method);
            Representation representation = packet ? Representation.PACKET : Representation.onLink(length);
            call.trace(item.id, new TraceStep.MethodChosen(method, representation, length));
        }
        return method;
    }

    private void sendPacket(QueuedMessage item, byte[] packed, DeliveryCall call) {
        Recipient recipient = item.peer.recipient.orElseThrow();
        long ref = nextRef();
        queue.underWay(item, ref, Optional.empty());
        item.become(new DeliveryState.Sending(), call);
        call.command(new EndpointCommand.SendPacket(
                ref,
                recipient.identity(),
                item.peer.address,
                recipient.ratchetAt(call.unixSeconds()),
                Arrays.copyOfRange(packed, Address.LENGTH, packed.length)));
    }

    private void openLink(QueuedMessage item, DeliveryCall call) {
        if (links.isOpening(item.peer)) {
            return;
        }
        long ref = nextRef();
        links.ask(ref, item.peer);
        tryStep(item, new TraceStep.LinkOpening(item.attempts), call);
        call.command(new EndpointCommand.OpenLink(
                ref, item.peer.recipient.orElseThrow().identity(), item.peer.address));
    }

    /** The link that the message waited for stands. */
    void linkReady(QueuedMessage item, Entry link, DeliveryCall call) {
        sendOnLink(item, item.packed(), link, call);
    }

    private void sendOnLink(QueuedMessage item, byte[] packed, Entry link, DeliveryCall call) {
        long ref = nextRef();
        link.usedAt = call.now();
        queue.underWay(item, ref, Optional.of(link.id));
        Representation representation = Representation.onLink(packed.length);
        tryStep(item, new TraceStep.SendingOnLink(item.attempts, representation, packed.length), call);
        item.become(new DeliveryState.Sending(), call);
        if (representation == Representation.LINK_PACKET) {
            call.command(new EndpointCommand.SendOnLink(link.id, ref, packed));
        } else {
            boolean compress = item.peer
                    .recipient
                    .map(recipient -> recipient.data().compression())
                    .orElse(true);
            call.command(new EndpointCommand.SendResource(link.id, ref, packed, Optional.empty(), compress));
        }
    }

    /** A packet was not proven in time: it is sent again, and the path is doubted after the second time. */
    void unproven(QueuedMessage item, DeliveryCall call) {
        if (item.blind) {
            pathless(item, call);
            return;
        }
        item.unprovenPackets++;
        item.lastFailure = DeliveryFailure.NO_PROOF;
        if (item.unprovenPackets == UNPROVEN_BEFORE_PATH) {
            askPath(item, call);
        }
        long wait = item.peer.pace.retryWait(settings) - (call.now() - item.attemptedAt);
        retry(item, Math.max(0, wait), call);
    }

    /** A link failed, or what was sent on it: the path is asked for, and a new link is tried later. */
    void linkFailed(QueuedMessage item, DeliveryFailure why, DeliveryCall call) {
        item.lastFailure = why;
        item.enter(Phase.QUEUED);
        if (item.onReusedLink) {
            // An old link may have died unnoticed long ago; that says nothing of a new one.
            retry(item, 0, call);
            return;
        }
        askPath(item, call);
        if (retry(item, item.peer.pace.retryWait(settings), call)) {
            item.become(new DeliveryState.Waiting(WaitReason.PATH), call);
        }
    }

    /** The Router knows no path: ask, and try again as soon as there is one. */
    void pathless(QueuedMessage item, DeliveryCall call) {
        askAndWait(item, WaitReason.PATH, DeliveryFailure.NO_PATH, call);
    }

    /** A step of an attempt. One that a message in want of room repeats every second is told when it has succeeded. */
    private static void tryStep(QueuedMessage item, TraceStep step, DeliveryCall call) {
        if (!item.crowded) {
            call.trace(item.id, step);
        }
    }

    /** The message has found room: what was not told is made up for. */
    static void hasRoom(QueuedMessage item, DeliveryCall call) {
        if (item.crowded) {
            item.crowded = false;
            if (item.link.isPresent()) {
                int length = item.packed().length;
                call.trace(item.id, new TraceStep.SendingOnLink(item.attempts, Representation.onLink(length), length));
            }
        }
    }

    /** A bound of this node or of its Router stood in the way: nothing was tried. */
    void crowded(QueuedMessage item, DeliveryCall call) {
        tryStep(item, new TraceStep.Crowded(), call);
        item.crowded = true;
        item.attempts = Math.max(0, item.attempts - 1);
        item.enter(Phase.QUEUED);
        item.dueAt = call.now() + CROWDED_WAIT;
    }

    /** Asks for a path, if that was not done just now, and tells the message so. */
    void askPath(QueuedMessage item, DeliveryCall call) {
        int request = item.peer.askPath(settings, call);
        if (request > 0) {
            call.trace(item.id, new TraceStep.PathAsked(request));
        }
    }

    private void askAndWait(QueuedMessage item, WaitReason lacking, DeliveryFailure why, DeliveryCall call) {
        askPath(item, call);
        item.lastFailure = why;
        item.lacks = Optional.of(lacking);
        item.enter(Phase.QUEUED);
        item.dueAt = call.now() + item.peer.pace.pathWait(settings);
        if (!expire(item, call)) {
            item.become(new DeliveryState.Waiting(lacking), call);
        }
    }

    /** Puts the message back for another attempt. Tells whether there will be one soon. */
    private boolean retry(QueuedMessage item, long wait, DeliveryCall call) {
        item.enter(Phase.QUEUED);
        if (expire(item, call)) {
            return false;
        }
        if (item.attempts >= item.peer.attempts(settings)) {
            giveUp(item, call);
            return false;
        }
        long delay = wait + (item.peer.pace.isSlow(0) ? jitter.nextLong(item.peer.pace.packetTime() + 1) : 0);
        item.dueAt = call.now() + delay;
        call.trace(item.id, new TraceStep.RetryAfter(delay));
        return true;
    }

    /** The attempts are used up. */
    private void giveUp(QueuedMessage item, DeliveryCall call) {
        if (!item.patient) {
            queue.finish(item, new DeliveryState.Failed(item.lastFailure), call);
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
        item.dueAt = call.now() + rest;
        call.trace(item.id, new TraceStep.Resting(rest));
        WaitReason reason = item.peer.recipient.isEmpty() ? WaitReason.KEY : WaitReason.PATH;
        item.become(new DeliveryState.Waiting(reason), call);
    }

    /** Ends a message whose lifetime is over. */
    boolean expire(QueuedMessage item, DeliveryCall call) {
        if (call.now() < item.expiresAt) {
            return false;
        }
        queue.finish(item, new DeliveryState.Expired(), call);
        return true;
    }
}
