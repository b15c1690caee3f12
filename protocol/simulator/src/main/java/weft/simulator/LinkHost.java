package weft.simulator;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.endpoint.Endpoint;
import weft.reticulum.endpoint.EndpointCommand;
import weft.reticulum.endpoint.EndpointEvent;
import weft.reticulum.endpoint.EndpointOptions;
import weft.reticulum.endpoint.EndpointSink;
import weft.reticulum.endpoint.ProofTicket;
import weft.reticulum.endpoint.RetainedRatchets;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.router.RouterOutput;

/**
 * Hosts plain Endpoints and does what every host does: takes what is offered, puts it on disk, then proves it. What happened is
 * kept for the scenario to look at.
 */
public final class LinkHost extends Host {

    private final Disk disk;
    private final Draws draws;
    private final Map<Address, Guest> guests = new LinkedHashMap<>();
    private long lastRef;

    LinkHost(Simulation simulation, String name, SimulatedBus bus, Disk disk) {
        super(simulation, name, bus);
        this.disk = disk;
        this.draws = simulation.draws(simulation.indexOf(this));
    }

    /** One hosted destination: what is on disk of it, and its Endpoint while the host runs. */
    private final class Guest implements EndpointSink {
        private final PrivateIdentity identity;
        private final DestinationName name;
        private final List<EndpointEvent> events = new ArrayList<>();
        private final Map<Digest, ByteArrayOutputStream> assembling = new LinkedHashMap<>();
        private final List<byte[]> resources = new ArrayList<>();
        private final List<byte[]> packets = new ArrayList<>();
        private final Set<Digest> packetHashes = new LinkedHashSet<>();
        private Endpoint endpoint;

        Guest(PrivateIdentity identity, DestinationName name) {
            this.identity = identity;
            this.name = name;
        }

        @Override
        public void send(ToRouter record) {
            LinkHost.this.send(record);
        }

        @Override
        public void emit(EndpointEvent event) {
            events.add(event);
            later(0, event.getClass().getSimpleName(), 0, () -> react(this, event));
        }
    }

    /** Hosts a new destination. */
    public Address host(DestinationName name) {
        Draws own = draws.split(guests.size());
        Guest guest = new Guest(PrivateIdentity.generate(new SeededEntropy(own.split(-1))), name);
        Address destination = name.destination(guest.identity.identity().hash());
        guests.put(destination, guest);
        boot(guest, own);
        bus().setOwner(destination, this);
        simulation().act(this, "host", this::tellHosted);
        return destination;
    }

    /** The identity of a hosted destination, public half included. */
    public PrivateIdentity identity(Address destination) {
        return guests.get(destination).identity;
    }

    /** Announces a hosted destination to everybody. */
    public void announce(Address destination) {
        command(
                destination,
                new EndpointCommand.Announce(nextRef(), simulation().unixSeconds(), new byte[0], Optional.empty()));
    }

    /** Gives an Endpoint a command, as a step of this host. */
    public void command(Address destination, EndpointCommand command) {
        simulation().act(this, command.getClass().getSimpleName(), () -> handle(guests.get(destination), command));
    }

    /** A number for the next command that has one. */
    public long nextRef() {
        return ++lastRef;
    }

    /** What an Endpoint told so far, of one kind. */
    public <T extends EndpointEvent> Stream<T> events(Address destination, Class<T> kind) {
        return guests.get(destination).events.stream().filter(kind::isInstance).map(kind::cast);
    }

    /** Content of the resources that are complete and on disk, in order. */
    public List<byte[]> resources(Address destination) {
        return guests.get(destination).resources;
    }

    /** Content of the packets that are on disk, in order, on links and outside. */
    public List<byte[]> packets(Address destination) {
        return guests.get(destination).packets;
    }

    @Override
    void receive(ToEndpoint record) {
        Guest guest = guests.get(record.owner());
        if (guest != null && guest.endpoint != null) {
            guest.endpoint.receive(now(), record, guest);
        }
    }

    @Override
    void heard(RouterOutput.AnnounceHeard heard) {
        // Endpoints are told by PathFound what they asked for.
    }

    @Override
    Iterable<Address> hosted() {
        return guests.keySet();
    }

    @Override
    long epochOf(Address destination) {
        return incarnation() + 1;
    }

    @Override
    void forget() {
        guests.values().forEach(guest -> guest.endpoint = null);
    }

    @Override
    void recall() {
        guests.values()
                .forEach(guest -> boot(
                        guest,
                        draws.split(incarnation() << 32 | guest.name.full().length())));
    }

    @Override
    long nextDeadline() {
        long next = Long.MAX_VALUE;
        for (Guest guest : guests.values()) {
            next = guest.endpoint == null ? next : Math.min(next, guest.endpoint.nextDeadline());
        }
        return next;
    }

    @Override
    void onDeadline() {
        for (Guest guest : guests.values()) {
            if (guest.endpoint != null && guest.endpoint.nextDeadline() <= now()) {
                guest.endpoint.onDeadline(now(), guest);
            }
        }
    }

    @Override
    void checkInvariants() {
        for (Guest guest : guests.values()) {
            Violation.unless(
                    guest.endpoint == null
                            || guest.endpoint.links()
                                    <= EndpointOptions.DEFAULT.limits().ownLinks()
                                            + EndpointOptions.DEFAULT.limits().peerLinks(),
                    name() + " has more links than it may");
        }
    }

    private void boot(Guest guest, Draws own) {
        guest.assembling.clear();
        guest.endpoint = new Endpoint(
                guest.identity,
                guest.name,
                RetainedRatchets.NONE,
                EndpointOptions.DEFAULT,
                new SeededEntropy(own.split(0)),
                new SeededEntropy(own.split(1)));
    }

    private void handle(Guest guest, EndpointCommand command) {
        if (guest.endpoint != null) {
            guest.endpoint.handle(now(), command, guest);
        }
    }

    private void react(Guest guest, EndpointEvent event) {
        switch (event) {
            case EndpointEvent.StoreRatchet store ->
                disk.commit(
                        this,
                        "ratchet",
                        () -> true,
                        took -> handle(guest, new EndpointCommand.RatchetStored(store.ratchet())));
            case EndpointEvent.ResourceOffered offered ->
                handle(guest, new EndpointCommand.AcceptResource(offered.link(), offered.resource()));
            case EndpointEvent.SegmentReceived segment -> keep(guest, segment);
            case EndpointEvent.PacketReceived packet ->
                keepPacket(guest, packet.plaintext(), packet.reception().packetHash(), packet.ticket());
            case EndpointEvent.LinkPacketReceived packet ->
                keepPacket(guest, packet.plaintext(), packet.reception().packetHash(), packet.ticket());
            case EndpointEvent.DuplicateReceived again -> handle(guest, new EndpointCommand.Prove(again.ticket()));
            default -> {
                // The scenario looks at the rest.
            }
        }
    }

    private void keep(Guest guest, EndpointEvent.SegmentReceived segment) {
        disk.commit(
                this,
                "segment",
                () -> {
                    ByteArrayOutputStream content =
                            guest.assembling.computeIfAbsent(segment.resource(), _ -> new ByteArrayOutputStream());
                    content.writeBytes(segment.content());
                    if (segment.last()) {
                        guest.assembling.remove(segment.resource());
                        guest.resources.add(content.toByteArray());
                    }
                    return true;
                },
                took -> handle(guest, new EndpointCommand.Prove(segment.ticket())));
    }

    private void keepPacket(Guest guest, byte[] plaintext, Digest packetHash, ProofTicket ticket) {
        disk.commit(
                this,
                "packet",
                () -> {
                    Violation.unless(guest.packetHashes.add(packetHash), name() + " was given a packet twice");
                    guest.packets.add(plaintext);
                    return true;
                },
                took -> handle(guest, new EndpointCommand.Prove(ticket)));
    }
}
