package weft.lxmf.endpoint;

import java.util.random.RandomGenerator;
import weft.lxmf.delivery.DeliveryActions;
import weft.lxmf.delivery.DeliveryCall;
import weft.lxmf.delivery.DeliveryCommand;
import weft.lxmf.delivery.DeliveryEvent;
import weft.lxmf.delivery.DeliverySettings;
import weft.lxmf.delivery.receiving.Arrivals;
import weft.lxmf.delivery.sending.OutboundDelivery;
import weft.reticulum.Address;
import weft.reticulum.Entropy;
import weft.reticulum.endpoint.EndpointCommand;
import weft.reticulum.endpoint.EndpointEvent;

/**
 * The deliveries of one identity (lxmf §7, §8, §13, §15, §16): which message goes when and how, and what came in. It takes
 * the events of the identity's Endpoint and gives it commands, and never holds it; {@link LxmfEndpoint} joins the two.
 *
 * <p>One owner, one thread at a time; times are monotonic nanoseconds. Every bound is in {@link DeliverySettings}.
 */
public final class LxmfDelivery {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final OutboundDelivery outbound;
    private final Arrivals arrivals;
    private long unixBase;

    /**
     * A delivery without messages; the host submits the unfinished ones.
     *
     * @param own the identity's delivery destination
     * @param entropy where stamp searches start
     * @param jitter spreads retries on very slow ways
     * @param now monotonic nanoseconds
     * @param unixSeconds the wall clock at that time
     */
    public LxmfDelivery(
            Address own,
            DeliverySettings settings,
            Entropy entropy,
            RandomGenerator jitter,
            long now,
            long unixSeconds) {
        this.outbound = new OutboundDelivery(settings, entropy, jitter);
        this.arrivals = new Arrivals(own, settings);
        setWallClock(now, unixSeconds);
    }

    /** When {@link #onDeadline} is wanted next, in monotonic nanoseconds; {@link Long#MAX_VALUE} for never. */
    public long nextDeadline() {
        return outbound.nextDeadline();
    }

    /** Unfinished messages, at most {@link DeliverySettings#queueMessages()}. */
    public int queuedMessages() {
        return outbound.messages();
    }

    /** Bytes of unfinished messages, at most {@link DeliverySettings#queueBytes()} unless a single one is larger. */
    public long queuedBytes() {
        return outbound.bytes();
    }

    /** Bytes of transfers that are coming in, as their senders said. */
    public long arrivingBytes() {
        return arrivals.reservedBytes();
    }

    /** Time has passed. Calls that are early or too many do nothing. */
    public void onDeadline(long now, DeliveryActions actions) {
        outbound.pump(call(now, actions));
    }

    /** The host wants something. */
    public void handle(long now, DeliveryCommand command, DeliveryActions actions) {
        DeliveryCall call = call(now, actions);
        switch (command) {
            case DeliveryCommand.Submit submit -> outbound.submit(submit, call);
            case DeliveryCommand.Cancel cancel -> outbound.cancel(cancel.message(), call);
            case DeliveryCommand.RecipientHeard heard -> outbound.heard(heard.recipient(), call);
            case DeliveryCommand.TicketReceived received -> outbound.ticketReceived(received, call);
            case DeliveryCommand.StampFound found -> outbound.stampFound(found, call);
            case DeliveryCommand.StampPutOff putOff -> outbound.stampPutOff(putOff, call);
            case DeliveryCommand.Committed committed -> call.command(new EndpointCommand.Prove(committed.ticket()));
            case DeliveryCommand.FindRecipient find -> outbound.find(find.destination(), call);
            case DeliveryCommand.Announce announce -> outbound.announce(announce, call);
            case DeliveryCommand.RatchetStored stored ->
                call.command(new EndpointCommand.RatchetStored(stored.ratchet()));
            case DeliveryCommand.LimitDelivery limit -> arrivals.limit(limit.bytes());
            case DeliveryCommand.WallClock clock -> setWallClock(now, clock.unixSeconds());
        }
        outbound.pump(call);
    }

    /** The identity's Endpoint tells something. */
    public void onEvent(long now, EndpointEvent event, DeliveryActions actions) {
        DeliveryCall call = call(now, actions);
        switch (event) {
            case EndpointEvent.StoreRatchet store ->
                call.emit(new DeliveryEvent.StoreRatchet(store.ratchet(), store.unixSeconds()));
            case EndpointEvent.Sent sent -> outbound.sent(sent, call);
            case EndpointEvent.Delivered delivered -> outbound.delivered(delivered, call);
            case EndpointEvent.Failed failed -> outbound.failed(failed, call);
            case EndpointEvent.Progress progress -> outbound.progress(progress, call);
            case EndpointEvent.PathFound found -> outbound.pathFound(found, call);
            case EndpointEvent.PathRequested requested -> call.emit(new DeliveryEvent.PathRequested(requested.on()));
            case EndpointEvent.PacketReceived packet -> arrivals.packet(packet, call);
            case EndpointEvent.DuplicateReceived again -> call.command(new EndpointCommand.Prove(again.ticket()));
            case EndpointEvent.Dropped dropped -> call.emit(new DeliveryEvent.Dropped(dropped.reason()));
            case EndpointEvent.OfLink ofLink -> onLinkEvent(ofLink, call);
        }
        outbound.pump(call);
    }

    private void onLinkEvent(EndpointEvent.OfLink event, DeliveryCall call) {
        switch (event) {
            case EndpointEvent.LinkOpening opening -> outbound.linkOpening(opening, call);
            case EndpointEvent.LinkEstablished established -> outbound.linkEstablished(established, call);
            case EndpointEvent.LinkIdentified identified -> outbound.linkIdentified(identified, call);
            case EndpointEvent.LinkClosed closed -> {
                arrivals.linkClosed(closed.link());
                outbound.linkClosed(closed, call);
            }
            case EndpointEvent.LinkPacketReceived packet ->
                arrivals.linkPacket(packet, outbound.peerOn(packet.link(), packet.identified(), call), call);
            case EndpointEvent.ResourceOffered offer ->
                arrivals.offered(offer, outbound.peerOn(offer.link(), offer.identified(), call), call);
            case EndpointEvent.ResourceProgress progress -> outbound.touch(progress.link(), call);
            case EndpointEvent.SegmentReceived segment ->
                arrivals.segment(segment, outbound.peerOn(segment.link(), segment.identified(), call), call);
            case EndpointEvent.ResourceFailed failed -> arrivals.failed(failed.link(), failed.resource());
            // A delivery destination has no request handlers and no channel, and asks for nothing.
            case EndpointEvent.RequestReceived request -> {}
            case EndpointEvent.ResponseReceived response -> {}
            case EndpointEvent.FileReceived file -> {}
            case EndpointEvent.MessageReceived message -> {}
        }
    }

    private DeliveryCall call(long now, DeliveryActions actions) {
        return new DeliveryCall(now, unixBase + now / NANOS_PER_SECOND, actions);
    }

    private void setWallClock(long now, long unixSeconds) {
        unixBase = unixSeconds - now / NANOS_PER_SECOND;
    }
}
