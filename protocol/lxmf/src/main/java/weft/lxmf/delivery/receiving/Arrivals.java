package weft.lxmf.delivery.receiving;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import weft.lxmf.delivery.Arrival;
import weft.lxmf.delivery.DeliveryCall;
import weft.lxmf.delivery.DeliveryEvent;
import weft.lxmf.delivery.DeliveryRejection;
import weft.lxmf.delivery.DeliverySettings;
import weft.lxmf.message.DeliveryMethod;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.endpoint.EndpointCommand;
import weft.reticulum.endpoint.EndpointEvent;
import weft.reticulum.identity.Identity;

/**
 * What comes in: put together and handed to the host as raw bytes (lxmf §7, §8). Nothing is proven here but the segments
 * before the last: with the process they and their transfer are gone, so no promise rests on them.
 *
 * <p>A message over the limit is rejected, which is final for its sender. One that finds no room beside other transfers is
 * passed over in silence, so that its sender offers it again.
 */
public final class Arrivals {

    private record Transfer(Address link, Digest resource) {}

    /** A transfer that was accepted: the size its sender gave, and its segments so far. */
    private static final class Assembly {
        final long announced;
        final List<byte[]> segments = new ArrayList<>();
        long length;

        Assembly(long announced) {
            this.announced = announced;
        }
    }

    private final Address own;
    private final DeliverySettings settings;
    private final Map<Transfer, Assembly> assemblies = new LinkedHashMap<>();
    private long limit;
    private long reserved;

    /** @param own the delivery destination of the identity */
    public Arrivals(Address own, DeliverySettings settings) {
        this.own = own;
        this.settings = settings;
        this.limit = settings.deliveryBytes();
    }

    /** Another limit for a message from now on, in bytes. */
    public void limit(long bytes) {
        limit = bytes;
    }

    /** Bytes of transfers that were accepted. */
    public long reservedBytes() {
        return reserved;
    }

    /** An opportunistic message leaves out its destination, which is this identity's. */
    public void packet(EndpointEvent.PacketReceived packet, DeliveryCall call) {
        byte[] packed = Arrays.copyOf(own.bytes(), Address.LENGTH + packet.plaintext().length);
        System.arraycopy(packet.plaintext(), 0, packed, Address.LENGTH, packet.plaintext().length);
        call.emit(new DeliveryEvent.MessageArrived(new Arrival(
                DeliveryMethod.OPPORTUNISTIC,
                packed,
                Optional.empty(),
                packet.ratchetId(),
                packet.reception(),
                packet.ticket())));
    }

    /** A message in a packet of a link. */
    public void linkPacket(EndpointEvent.LinkPacketReceived packet, Optional<Identity> peer, DeliveryCall call) {
        call.emit(new DeliveryEvent.MessageArrived(new Arrival(
                DeliveryMethod.DIRECT,
                packet.plaintext(),
                peer,
                Optional.empty(),
                packet.reception(),
                packet.ticket())));
    }

    /** A transfer that is offered: accepted, put off or rejected. */
    public void offered(EndpointEvent.ResourceOffered offer, Optional<Identity> peer, DeliveryCall call) {
        if (offer.totalBytes() > limit) {
            call.command(new EndpointCommand.RejectResource(offer.link(), offer.resource()));
            call.emit(new DeliveryEvent.ArrivalRefused(offer.link(), peer, offer.totalBytes(), limit));
        } else if (reserved > 0 && reserved + offer.totalBytes() > settings.assemblyBytes()) {
            call.command(new EndpointCommand.DeferResource(offer.link(), offer.resource()));
            call.emit(new DeliveryEvent.Dropped(DeliveryRejection.TOO_MANY_TRANSFERS));
        } else {
            reserved += offer.totalBytes();
            assemblies.put(new Transfer(offer.link(), offer.resource()), new Assembly(offer.totalBytes()));
            call.command(new EndpointCommand.AcceptResource(offer.link(), offer.resource()));
        }
    }

    /** A segment of a transfer. */
    public void segment(EndpointEvent.SegmentReceived segment, Optional<Identity> peer, DeliveryCall call) {
        Transfer transfer = new Transfer(segment.link(), segment.resource());
        Assembly assembly = assemblies.get(transfer);
        if (assembly == null || assembly.length + segment.content().length > assembly.announced) {
            forget(transfer);
            call.command(new EndpointCommand.RejectResource(segment.link(), segment.resource()));
            call.emit(new DeliveryEvent.Dropped(DeliveryRejection.LONGER_THAN_OFFERED));
            return;
        }
        assembly.segments.add(segment.content());
        assembly.length += segment.content().length;
        if (!segment.last()) {
            call.command(new EndpointCommand.Prove(segment.ticket()));
            return;
        }
        forget(transfer);
        call.emit(new DeliveryEvent.MessageArrived(new Arrival(
                DeliveryMethod.DIRECT, join(assembly), peer, Optional.empty(), segment.reception(), segment.ticket())));
    }

    private static byte[] join(Assembly assembly) {
        if (assembly.segments.size() == 1) {
            return assembly.segments.getFirst();
        }
        byte[] packed = new byte[(int) assembly.length];
        int at = 0;
        for (byte[] segment : assembly.segments) {
            System.arraycopy(segment, 0, packed, at, segment.length);
            at += segment.length;
        }
        return packed;
    }

    /** A transfer came to nothing. */
    public void failed(Address link, Digest resource) {
        forget(new Transfer(link, resource));
    }

    /** A link has ended, and its transfers. */
    public void linkClosed(Address link) {
        for (Transfer transfer : List.copyOf(assemblies.keySet())) {
            if (transfer.link().equals(link)) {
                forget(transfer);
            }
        }
    }

    private void forget(Transfer transfer) {
        Assembly assembly = assemblies.remove(transfer);
        if (assembly != null) {
            reserved -= assembly.announced;
        }
    }
}
