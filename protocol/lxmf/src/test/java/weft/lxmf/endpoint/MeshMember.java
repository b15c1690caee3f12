package weft.lxmf.endpoint;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import weft.lxmf.Vectors;
import weft.lxmf.announce.DeliveryAppData;
import weft.lxmf.delivery.Arrival;
import weft.lxmf.delivery.DeliveryCommand;
import weft.lxmf.delivery.DeliveryEvent;
import weft.lxmf.delivery.DeliverySettings;
import weft.lxmf.delivery.DeliveryState;
import weft.lxmf.delivery.OutboundMessage;
import weft.lxmf.delivery.Recipient;
import weft.lxmf.delivery.SendMethod;
import weft.lxmf.delivery.receiving.InboundDecision;
import weft.lxmf.delivery.receiving.InboundPolicy;
import weft.lxmf.delivery.receiving.SenderStanding;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageFields;
import weft.lxmf.stamp.Stamp;
import weft.lxmf.stamp.StampSearch;
import weft.lxmf.ticket.Ticket;
import weft.lxmf.ticket.TicketBook;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.announce.Announce;
import weft.reticulum.endpoint.EndpointOptions;
import weft.reticulum.endpoint.RetainedRatchets;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.identity.Identity;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.identity.Ratchet;

/**
 * A host with one identity, as a service would be: what is in {@link #store} is on disk and survives {@link #crash()}, all else
 * does not. What is stored by one event is on disk {@link #commitTime} later.
 */
final class MeshMember implements DeliverySink {

    /** What is on disk. */
    static final class Store {
        final Map<Digest, OutboundMessage> outbound = new LinkedHashMap<>();
        final Map<Digest, DeliveryState> states = new LinkedHashMap<>();
        final List<Message> inbox = new ArrayList<>();
        final Set<Digest> decided = new LinkedHashSet<>();
        final List<InboundDecision> decisions = new ArrayList<>();
        final List<Ratchet> ratchets = new ArrayList<>();
        final Map<Address, Recipient> heard = new LinkedHashMap<>();
        final Map<Address, TicketBook> tickets = new LinkedHashMap<>();
        long rotatedAt;
    }

    final Store store = new Store();
    final List<DeliveryEvent> events = new ArrayList<>();
    final List<String> complaints = new ArrayList<>();
    Optional<byte[]> lastAnnounce = Optional.empty();
    OptionalInt stampCost = OptionalInt.empty();
    long commitTime = 3 * DeliveryMesh.MILLI;
    /** Whether arrivals reach the disk; without it nothing may be proven. */
    boolean diskWorks = true;

    private final DeliveryMesh mesh;
    private final PrivateIdentity identity;
    private final DeliverySettings settings;
    private final long seed;
    private final Deque<DeliveryCommand> commands = new ArrayDeque<>();
    private Optional<LxmfEndpoint> machine = Optional.empty();
    private int incarnation;
    private int written;

    MeshMember(DeliveryMesh mesh, String name, DeliverySettings settings, long seed) {
        this.mesh = mesh;
        this.identity = DeliveryHarness.identity(name);
        this.settings = settings;
        this.seed = seed;
        start();
    }

    Address address() {
        return DeliveryHarness.address(identity);
    }

    PrivateIdentity keys() {
        return identity;
    }

    InterfaceRef interfaceRef() {
        return DeliveryMesh.interfaceRef((int) (seed & 0xffff));
    }

    /** Starts with what is on disk. */
    void start() {
        incarnation++;
        SplittableRandom secrets = new SplittableRandom(seed * 1000 + incarnation);
        machine = Optional.of(new LxmfEndpoint(
                identity,
                new RetainedRatchets(store.ratchets, store.rotatedAt),
                EndpointOptions.DEFAULT,
                settings,
                secrets::nextBytes,
                new SplittableRandom(seed + incarnation),
                mesh.now,
                mesh.unixSeconds()));
        store.outbound.forEach((id, message) -> {
            if (!isOver(id)) {
                submit(message);
            }
        });
    }

    /** Ends without a word; what was not on disk is gone. */
    void crash() {
        machine = Optional.empty();
        commands.clear();
        incarnation++;
    }

    boolean isUp() {
        return machine.isPresent();
    }

    /** Writes a message to the other member: on disk first, then submitted. */
    Digest write(int contentBytes, SendMethod method) {
        return write(contentBytes, method, 0, MessageFields.NONE);
    }

    Digest write(int contentBytes, SendMethod method, long lifetime, MessageFields fields) {
        byte[] content = new byte[contentBytes];
        new SplittableRandom(contentBytes + written).nextBytes(content);
        return write(content, method, lifetime, fields);
    }

    Digest write(byte[] content, SendMethod method, long lifetime, MessageFields fields) {
        Message message = Message.sign(
                identity,
                mesh.other(this).address(),
                mesh.unixSeconds() + written++ / 1000.0,
                new byte[0],
                content,
                fields);
        OutboundMessage outbound = OutboundMessage.of(message, method, lifetime);
        store.outbound.put(message.id(), outbound);
        submit(outbound);
        return message.id();
    }

    private void submit(OutboundMessage message) {
        Optional<Ticket> ticket =
                Optional.ofNullable(store.tickets.get(message.destination())).flatMap(TicketBook::held);
        tell(new DeliveryCommand.Submit(message, Optional.ofNullable(store.heard.get(message.destination())), ticket));
    }

    /** Puts a ticket for the other member into the fields, as asked for by the writer. */
    MessageFields withTicket() {
        Address other = mesh.other(this).address();
        TicketBook.Issue issue = book(other)
                .issue(mesh.unixSeconds(), target -> new SplittableRandom(seed).nextBytes(target))
                .orElseThrow();
        store.tickets.put(other, issue.book());
        return MessageFields.NONE.with(issue.ticket());
    }

    void announce() {
        tell(new DeliveryCommand.Announce(
                mesh.unixSeconds(), new DeliveryAppData(Optional.of("m"), stampCost, true), Optional.empty()));
    }

    /** The announce of the other member came by. */
    void hear(byte[] raw) {
        if (isUp()) {
            Recipient recipient =
                    Vectors.valueOf(Announce.decode(raw).then(announce -> Recipient.of(announce, mesh.unixSeconds())));
            store.heard.put(recipient.destination(), recipient);
            tell(new DeliveryCommand.RecipientHeard(recipient));
        }
    }

    void tell(DeliveryCommand command) {
        machine.ifPresent(up -> {
            up.handle(mesh.now, command, this);
            drain();
        });
    }

    void receive(ToEndpoint record) {
        machine.ifPresent(up -> {
            up.receive(mesh.now, record, this);
            drain();
        });
    }

    void wake() {
        machine.filter(up -> up.nextDeadline() <= mesh.now).ifPresent(up -> {
            up.onDeadline(mesh.now, this);
            drain();
            if (up.nextDeadline() <= mesh.now) {
                throw new AssertionError("a deadline that stays due at " + mesh.now);
            }
        });
    }

    long nextDeadline() {
        return machine.map(LxmfEndpoint::nextDeadline).orElse(Long.MAX_VALUE);
    }

    private void drain() {
        while (!commands.isEmpty() && machine.isPresent()) {
            machine.get().handle(mesh.now, commands.remove(), this);
        }
    }

    /** Does something when the disk is done, unless the process has ended by then. */
    private void afterCommit(Runnable action) {
        int then = incarnation;
        mesh.at(mesh.now + commitTime, () -> {
            if (incarnation == then && diskWorks) {
                action.run();
            }
        });
    }

    @Override
    public void send(ToRouter record) {
        mesh.carry(this, record);
    }

    @Override
    public void emit(DeliveryEvent event) {
        events.add(event);
        switch (event) {
            case DeliveryEvent.StateChanged change -> changed(change);
            case DeliveryEvent.StampWanted wanted -> {
                StampSearch search = wanted.work().begin();
                Stamp stamp = search.next(10_000_000).orElseThrow();
                mesh.at(mesh.now + DeliveryMesh.SECOND, () -> stampFound(wanted.message(), stamp));
            }
            case DeliveryEvent.RecipientFound found ->
                store.heard.put(found.recipient().destination(), found.recipient());
            case DeliveryEvent.MessageArrived arrived -> afterCommit(() -> committed(arrived.arrival()));
            case DeliveryEvent.StoreRatchet stored ->
                afterCommit(() -> {
                    store.ratchets.addFirst(stored.ratchet());
                    store.rotatedAt = stored.unixSeconds();
                    tell(new DeliveryCommand.RatchetStored(stored.ratchet()));
                });
            default -> {}
        }
    }

    private void changed(DeliveryEvent.StateChanged change) {
        if (isOver(change.message())) {
            complaints.add("a state after the last: " + change);
        }
        store.states.put(change.message(), change.state());
        OutboundMessage message = store.outbound.get(change.message());
        store.outbound.put(
                message.id(),
                new OutboundMessage(
                        message.id(),
                        message.destination(),
                        message.packed(),
                        message.method(),
                        change.attempts(),
                        message.stamp(),
                        message.lifetimeNanos()));
        Message sent = Vectors.valueOf(Message.unpack(message.packed()));
        if (change.state() instanceof DeliveryState.Delivered
                && sent.fields().ticket().isPresent()) {
            Address to = message.destination();
            store.tickets.put(to, book(to).delivered(mesh.unixSeconds()));
        }
    }

    private void stampFound(Digest id, Stamp stamp) {
        OutboundMessage message = store.outbound.get(id);
        store.outbound.put(
                id,
                new OutboundMessage(
                        id,
                        message.destination(),
                        message.packed(),
                        message.method(),
                        message.attempts(),
                        Optional.of(stamp),
                        message.lifetimeNanos()));
        tell(new DeliveryCommand.StampFound(id, stamp));
    }

    /** The arrival is in the journal: prove, then decide. */
    private void committed(Arrival arrival) {
        tell(new DeliveryCommand.Committed(arrival.ticket()));
        Message message = Vectors.valueOf(Message.unpack(arrival.packed()));
        Optional<Identity> sender =
                Optional.ofNullable(store.heard.get(message.source())).map(Recipient::identity);
        SenderStanding standing = new SenderStanding(
                sender.or(arrival::linkIdentity),
                false,
                false,
                true,
                book(message.source()),
                store.decided.contains(message.id()));
        InboundDecision decision = InboundDecision.decide(
                message,
                arrival.method(),
                standing,
                new InboundPolicy(address(), stampCost, true, InboundPolicy.Strangers.ALLOW),
                mesh.unixSeconds());
        store.decisions.add(decision);
        store.decided.add(message.id());
        if (decision instanceof InboundDecision.Deliver deliver) {
            store.inbox.add(deliver.message());
            deliver.ticket().ifPresent(ticket -> {
                store.tickets.put(message.source(), book(message.source()).received(ticket, mesh.unixSeconds()));
                tell(new DeliveryCommand.TicketReceived(message.source(), ticket));
            });
            if (deliver.wantsSenderKey()) {
                tell(new DeliveryCommand.FindRecipient(message.source()));
            }
        }
    }

    private TicketBook book(Address contact) {
        return store.tickets.getOrDefault(contact, TicketBook.EMPTY);
    }

    DeliveryState state(Digest id) {
        return store.states.getOrDefault(id, new DeliveryState.Accepted());
    }

    boolean isOver(Digest id) {
        return state(id).isFinal();
    }

    boolean delivered(Digest id) {
        return state(id) instanceof DeliveryState.Delivered;
    }

    <E extends DeliveryEvent> List<E> heard(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    List<Digest> inboxIds() {
        return store.inbox.stream().map(Message::id).toList();
    }
}
