package weft.reticulum.endpoint;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import weft.reticulum.Address;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.identity.Identity;

/** The host of one Endpoint in a test: keeps its events, and by default commits and proves whatever comes. */
final class TestHost implements EndpointSink {

    final Endpoint endpoint;
    final Identity identity;
    final InterfaceRef interfaceRef;
    final List<EndpointEvent> events = new ArrayList<>();

    /** Whether what comes is acknowledged. */
    boolean proves = true;

    /** How long a commit takes, in nanoseconds. */
    long commitTime;

    /** What else happens with an event. */
    Consumer<EndpointEvent> also = event -> {};

    private final TwoEndpoints world;
    private final Deque<EndpointCommand> commands = new ArrayDeque<>();
    private long refs;

    TestHost(Endpoint endpoint, Identity identity, InterfaceRef interfaceRef, TwoEndpoints world) {
        this.endpoint = endpoint;
        this.identity = identity;
        this.interfaceRef = interfaceRef;
        this.world = world;
    }

    long newRef() {
        return ++refs;
    }

    @Override
    public void send(ToRouter record) {
        world.carry(this, record);
    }

    @Override
    public void emit(EndpointEvent event) {
        events.add(event);
        react(event);
        also.accept(event);
    }

    private void react(EndpointEvent event) {
        switch (event) {
            case EndpointEvent.StoreRatchet store -> later(new EndpointCommand.RatchetStored(store.ratchet()));
            case EndpointEvent.PacketReceived received -> prove(received.ticket());
            case EndpointEvent.LinkPacketReceived received -> prove(received.ticket());
            case EndpointEvent.DuplicateReceived duplicate -> prove(duplicate.ticket());
            case EndpointEvent.ResourceOffered offered ->
                later(new EndpointCommand.AcceptResource(offered.link(), offered.resource()));
            case EndpointEvent.SegmentReceived segment -> prove(segment.ticket());
            case EndpointEvent.RequestReceived request -> request.ticket().ifPresent(this::prove);
            case EndpointEvent.ResponseReceived response -> response.ticket().ifPresent(this::prove);
            case EndpointEvent.FileReceived file -> prove(file.ticket());
            default -> {}
        }
    }

    private void prove(ProofTicket ticket) {
        if (proves) {
            later(new EndpointCommand.Prove(ticket));
        }
    }

    private void later(EndpointCommand command) {
        if (commitTime == 0) {
            commands.add(command);
        } else {
            world.at(world.now + commitTime, () -> command(command));
        }
    }

    void receive(ToEndpoint record) {
        endpoint.receive(world.now, record, this);
        drain();
    }

    /** Gives a command now; inside an event handler, as soon as the Endpoint is done. */
    void command(EndpointCommand command) {
        endpoint.handle(world.now, command, this);
        drain();
    }

    void queue(EndpointCommand command) {
        commands.add(command);
    }

    void wake() {
        if (endpoint.nextDeadline() <= world.now) {
            endpoint.onDeadline(world.now, this);
            drain();
            if (endpoint.nextDeadline() <= world.now) {
                throw new AssertionError("a deadline that stays due at " + world.now);
            }
        }
    }

    private void drain() {
        while (!commands.isEmpty()) {
            endpoint.handle(world.now, commands.remove(), this);
        }
    }

    long nextDeadline() {
        return endpoint.nextDeadline();
    }

    <T extends EndpointEvent> Stream<T> all(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast);
    }

    <T extends EndpointEvent> Optional<T> first(Class<T> type) {
        return all(type).findFirst();
    }

    boolean has(Class<? extends EndpointEvent> type) {
        return first(type).isPresent();
    }

    boolean ended(long ref) {
        return delivered(ref) || failure(ref).isPresent();
    }

    boolean delivered(long ref) {
        return all(EndpointEvent.Delivered.class).anyMatch(event -> event.ref() == ref);
    }

    Optional<EndpointEvent.Failed> failure(long ref) {
        return all(EndpointEvent.Failed.class)
                .filter(event -> event.ref() == ref)
                .findFirst();
    }

    /** Opens a link to the other host, again and again where the medium loses requests. */
    Address openLink() {
        for (int attempt = 0; attempt < 30; attempt++) {
            TestHost peer = world.other(this);
            int before = events.size();
            command(new EndpointCommand.OpenLink(newRef(), peer.identity, peer.endpoint.destination()));
            Address link = events.subList(before, events.size()).stream()
                    .filter(EndpointEvent.LinkOpening.class::isInstance)
                    .map(event -> ((EndpointEvent.LinkOpening) event).link())
                    .findFirst()
                    .orElseThrow();
            world.runUntil(() -> knows(link) && peer.knows(link) || closed(link), 20 * TwoEndpoints.SECOND);
            if (knows(link) && peer.knows(link)) {
                return link;
            }
            command(new EndpointCommand.CloseLink(link));
        }
        throw new AssertionError("no link after thirty attempts");
    }

    private boolean knows(Address link) {
        return all(EndpointEvent.LinkEstablished.class)
                .anyMatch(event -> event.link().equals(link));
    }

    boolean closed(Address link) {
        return all(EndpointEvent.LinkClosed.class)
                .anyMatch(event -> event.link().equals(link));
    }
}
