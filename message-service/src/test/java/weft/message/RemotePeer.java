package weft.message;

import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import weft.events.AnnounceHeard;
import weft.events.Channels;
import weft.lxmf.announce.DeliveryAppData;
import weft.lxmf.delivery.Arrival;
import weft.lxmf.delivery.DeliveryCommand;
import weft.lxmf.delivery.DeliveryEvent;
import weft.lxmf.delivery.DeliverySettings;
import weft.lxmf.delivery.OutboundMessage;
import weft.lxmf.delivery.SendMethod;
import weft.lxmf.endpoint.DeliverySink;
import weft.lxmf.endpoint.LxmfEndpoint;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageFields;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.announce.Announce;
import weft.reticulum.endpoint.EndpointOptions;
import weft.reticulum.endpoint.RetainedRatchets;
import weft.reticulum.hosting.BusRecord;
import weft.reticulum.hosting.HostingCodec;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;

/**
 * The mesh as one member's identity sees it: a neighbour with a real LXMF machine, and what the Router would do between the
 * two that the member's records name as its home, whichever that is. One thread owns everything here.
 */
final class RemotePeer implements AutoCloseable {

    private static final InterfaceRef LINE = new InterfaceRef(new Address(1, 2), 3, 4);
    private static final long FIRST_HOP = 6_000_000_000L;

    final PrivateIdentity keys;
    final LxmfEndpoint machine;
    final List<Message> received = new CopyOnWriteArrayList<>();
    final List<DeliveryEvent> events = new CopyOnWriteArrayList<>();

    private final InMemoryConnector bus;
    private final Address member;
    private final Map<Address, byte[]> announces = new HashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Map<String, Integer> seen = new HashMap<>();
    private volatile RuntimeException failure;

    private final DeliverySink sink = new DeliverySink() {
        @Override
        public void send(ToRouter message) {
            route(message);
        }

        @Override
        public void emit(DeliveryEvent event) {
            happened(event);
        }
    };

    RemotePeer(InMemoryConnector bus, Address member) {
        this.bus = bus;
        this.member = member;
        SecureRandom random = new SecureRandom();
        this.keys = PrivateIdentity.generate(random::nextBytes);
        this.machine = new LxmfEndpoint(
                keys,
                RetainedRatchets.NONE,
                EndpointOptions.DEFAULT,
                DeliverySettings.DEFAULT,
                random::nextBytes,
                RandomGenerator.getDefault(),
                System.nanoTime(),
                Instant.now().getEpochSecond());
        List.of(Channels.PACKETS_OUTBOUND, Channels.PATH_WANTED)
                .forEach(channel ->
                        seen.put(channel, bus.sink(channel).received().size()));
        thread.scheduleWithFixedDelay(() -> watched(this::tick), 0, 5, TimeUnit.MILLISECONDS);
    }

    Address address() {
        return machine.address();
    }

    void announce(OptionalInt stampCost) {
        handle(new DeliveryCommand.Announce(
                Instant.now().getEpochSecond(),
                new DeliveryAppData(Optional.of("Remote"), stampCost, true),
                Optional.empty()));
    }

    Message write(String content, SendMethod method) {
        Message message = Message.sign(
                keys,
                member,
                Instant.now().toEpochMilli() / 1000.0,
                new byte[0],
                content.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                MessageFields.NONE);
        handle(new DeliveryCommand.Submit(
                OutboundMessage.of(message, method, TimeUnit.MINUTES.toNanos(5)), Optional.empty(), Optional.empty()));
        return message;
    }

    void handle(DeliveryCommand command) {
        thread.execute(() -> watched(() -> machine.handle(System.nanoTime(), command, sink)));
    }

    @Override
    public void close() {
        thread.shutdownNow();
        if (failure != null) {
            throw new AssertionError("the remote peer failed", failure);
        }
    }

    /** Its thread has nobody to throw at: the test is told when it closes this. */
    private void watched(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            if (failure == null) {
                failure = e;
            }
        }
    }

    private void tick() {
        for (String channel : new ArrayList<>(seen.keySet())) {
            var all = bus.<byte[]>sink(channel).received();
            for (int i = seen.get(channel); i < all.size(); i++) {
                if (HostingCodec.decodeToRouter(all.get(i).getPayload())
                        instanceof Decoded.Value<BusRecord<ToRouter>>(BusRecord<ToRouter> message)) {
                    if (message.content().owner().equals(member)) {
                        route(message.content());
                    }
                }
                seen.put(channel, i + 1);
            }
        }
        if (machine.nextDeadline() <= System.nanoTime()) {
            machine.onDeadline(System.nanoTime(), sink);
        }
    }

    private void route(ToRouter message) {
        switch (message) {
            case ToRouter.Outbound outbound -> forward(outbound);
            case ToRouter.PathWanted(Address owner, Address destination, var _) -> {
                byte[] announce = announces.get(destination);
                if (announce != null) {
                    tell(new ToEndpoint.PathKnown(owner, destination, 1, announce, FIRST_HOP));
                }
            }
            case ToRouter.Host _, ToRouter.Withdraw _ -> {}
        }
    }

    private void forward(ToRouter.Outbound outbound) {
        if (!(Packet.decode(outbound.raw()) instanceof Decoded.Value<Packet>(Packet packet))) {
            throw new IllegalStateException("an endpoint sent what is no packet");
        }
        tell(new ToEndpoint.Sent(
                outbound.owner(), outbound.ref(), packet.hash(), 1, Optional.of(LINE), FIRST_HOP, 10_000_000));
        if (packet.type() == PacketType.ANNOUNCE) {
            announces.put(outbound.owner(), outbound.raw());
            if (outbound.owner().equals(machine.address())) {
                tellService(packet);
            }
            return;
        }
        Address to = outbound.owner().equals(member) ? machine.address() : member;
        byte[] raw = outbound.raw().clone();
        raw[1]++;
        tell(new ToEndpoint.Inbound(to, LINE, 1, Optional.empty(), 500, raw));
    }

    private void tell(ToEndpoint message) {
        if (message.owner().equals(machine.address())) {
            thread.execute(() -> watched(() -> machine.receive(System.nanoTime(), message, sink)));
            return;
        }
        String channel =
                switch (message) {
                    case ToEndpoint.Inbound _ -> Channels.PACKETS_INBOUND;
                    case ToEndpoint.Outcome _ -> Channels.PACKET_OUTCOMES;
                    case ToEndpoint.PathKnown _ -> Channels.PATH_KNOWN;
                    case ToEndpoint.PathRequested _ -> Channels.PATH_REQUESTED;
                };
        bus.source(channel).send(HostingCodec.encode(message, System.currentTimeMillis()));
    }

    private void tellService(Packet packet) {
        if (Announce.decode(packet) instanceof Decoded.Value<Announce>(Announce announce)) {
            bus.source(Channels.ANNOUNCES_HEARD)
                    .send(new AnnounceHeard(
                            announce.destination().toString(),
                            announce.identity().hash().toString(),
                            "lxmf.delivery",
                            announce.identity().publicKeySet(),
                            announce.ratchet().orElse(null),
                            announce.appData(),
                            1,
                            "line",
                            false,
                            announce.emission().unixSeconds(),
                            Instant.now()));
        }
    }

    private void happened(DeliveryEvent event) {
        events.add(event);
        switch (event) {
            case DeliveryEvent.MessageArrived(Arrival arrival) -> {
                if (Message.unpack(arrival.packed()) instanceof Decoded.Value<Message>(Message message)) {
                    received.add(message);
                }
                handle(new DeliveryCommand.Committed(arrival.ticket()));
            }
            case DeliveryEvent.StoreRatchet(var ratchet, long _) -> handle(new DeliveryCommand.RatchetStored(ratchet));
            default -> {}
        }
    }
}
