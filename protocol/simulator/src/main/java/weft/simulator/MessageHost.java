package weft.simulator;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import weft.lxmf.announce.DeliveryAppData;
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
import weft.lxmf.endpoint.DeliverySink;
import weft.lxmf.endpoint.LxmfEndpoint;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageFields;
import weft.lxmf.ticket.TicketBook;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.endpoint.EndpointOptions;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.router.RouterOutput;

/**
 * Hosts members as the message service does: a real LXMF endpoint for each, what must last in their {@link SimulatedMailbox}, and
 * nothing proven before it is there.
 */
public final class MessageHost extends Host {

    private static final long SECOND = 1_000_000_000L;
    private static final DeliveryAppData ANNOUNCED =
            new DeliveryAppData(Optional.of("somebody"), OptionalInt.empty(), true);

    private final Installation installation;
    private final Disk disk;
    private final Draws draws;
    private final Map<Address, Member> members = new LinkedHashMap<>();
    private long boots;

    MessageHost(Simulation simulation, String name, Installation installation, SimulatedBus bus, Disk disk) {
        super(simulation, name, bus);
        this.installation = installation;
        this.disk = disk;
        this.draws = simulation.draws(simulation.indexOf(this));
    }

    /** One member while this host owns it. */
    private final class Member implements DeliverySink {
        private final SimulatedMailbox mailbox;
        private final long epoch;
        private final LxmfEndpoint endpoint;

        Member(SimulatedMailbox mailbox) {
            Draws own = draws.split(++boots);
            this.mailbox = mailbox;
            this.epoch = mailbox.epoch();
            this.endpoint = new LxmfEndpoint(
                    mailbox.identity(),
                    mailbox.ratchets(),
                    EndpointOptions.DEFAULT,
                    DeliverySettings.DEFAULT,
                    new SeededEntropy(own.split(0)),
                    new SeededEntropy(own.split(1)),
                    now(),
                    simulation().unixSeconds());
        }

        @Override
        public void send(ToRouter record) {
            MessageHost.this.send(record);
        }

        @Override
        public void emit(DeliveryEvent event) {
            later(0, event.getClass().getSimpleName(), 0, () -> {
                if (members.get(mailbox.address()) == this) {
                    react(this, event);
                }
            });
        }
    }

    /** Takes over a member: its unfinished messages go on from here. */
    void own(SimulatedMailbox mailbox) {
        bus().setOwner(mailbox.address(), this);
        simulation().act(this, "own", () -> {
            begin(mailbox);
            tellHosted();
        });
    }

    /** Learns, possibly late, that somebody else owns the member. */
    void disown(Address member) {
        simulation().act(this, "disown", () -> members.remove(member));
    }

    /** Announces a member to everybody. */
    public void announce(SimulatedMailbox mailbox) {
        simulation().act(this, "announce", () -> announce(members.get(mailbox.address()), Optional.empty()));
    }

    /** Asks the mesh for a recipient's keys and a path. */
    public void find(SimulatedMailbox mailbox, Address recipient) {
        simulation()
                .act(
                        this,
                        "find",
                        () -> handle(members.get(mailbox.address()), new DeliveryCommand.FindRecipient(recipient)));
    }

    /**
     * Accepts a message of a member: it is on disk before it is tried.
     *
     * @param lifetimeNanos see {@link OutboundMessage}
     */
    public Digest send(SimulatedMailbox from, Address to, String content, SendMethod method, long lifetimeNanos) {
        double time = Simulation.EPOCH + now() / 1e9;
        Message message = Message.sign(
                from.identity(), to, time, new byte[0], content.getBytes(StandardCharsets.UTF_8), MessageFields.NONE);
        OutboundMessage accepted = OutboundMessage.of(message, method, lifetimeNanos);
        simulation()
                .act(
                        this,
                        "accept",
                        () -> write(
                                members.get(from.address()),
                                "outgoing message",
                                () -> from.accept(accepted),
                                member -> submit(member, accepted)));
        return message.id();
    }

    @Override
    void receive(ToEndpoint record) {
        Member member = members.get(record.owner());
        if (member != null) {
            member.endpoint.receive(now(), record, member);
        }
    }

    @Override
    void heard(RouterOutput.AnnounceHeard heard) {
        if (Recipient.of(heard.announce(), simulation().unixSeconds())
                instanceof Decoded.Value<Recipient>(Recipient recipient)) {
            for (Member member : members.values()) {
                member.mailbox.remember(recipient);
                handle(member, new DeliveryCommand.RecipientHeard(recipient));
            }
        }
    }

    @Override
    Iterable<Address> hosted() {
        return members.keySet();
    }

    @Override
    long epochOf(Address destination) {
        return members.get(destination).epoch;
    }

    @Override
    void forget() {
        members.clear();
    }

    @Override
    void recall() {
        for (SimulatedMailbox mailbox : installation.mailboxes()) {
            if (bus().isOwner(mailbox.address(), this)) {
                mailbox.nextEpoch();
                begin(mailbox);
            }
        }
        tellHosted();
    }

    @Override
    long nextDeadline() {
        long next = Long.MAX_VALUE;
        for (Member member : members.values()) {
            next = Math.min(next, member.endpoint.nextDeadline());
        }
        return next;
    }

    @Override
    void onDeadline() {
        for (Member member : members.values()) {
            if (member.endpoint.nextDeadline() <= now()) {
                member.endpoint.onDeadline(now(), member);
            }
        }
    }

    @Override
    void checkInvariants() {
        // What must hold is checked where it could be broken: at delivery, and where a sender learns of it.
    }

    private void begin(SimulatedMailbox mailbox) {
        Member member = new Member(mailbox);
        members.put(mailbox.address(), member);
        mailbox.undecided().forEach(entry -> decide(member, entry));
        mailbox.unfinished().forEach(message -> submit(member, message));
    }

    private void submit(Member member, OutboundMessage message) {
        handle(
                member,
                new DeliveryCommand.Submit(message, member.mailbox.recipient(message.destination()), Optional.empty()));
    }

    private void handle(Member member, DeliveryCommand command) {
        member.endpoint.handle(now(), command, member);
    }

    private void announce(Member member, Optional<InterfaceRef> on) {
        handle(member, new DeliveryCommand.Announce(simulation().unixSeconds(), ANNOUNCED, on));
    }

    private void react(Member member, DeliveryEvent event) {
        switch (event) {
            case DeliveryEvent.StateChanged changed -> stateChanged(member, changed);
            case DeliveryEvent.NotTaken refused ->
                member.mailbox.unfinished().stream()
                        .filter(message -> message.id().equals(refused.message()))
                        .forEach(message -> later(10 * SECOND, "submit again", 0, () -> submit(member, message)));
            case DeliveryEvent.StampWanted wanted ->
                throw new Violation("nobody in this mesh asks for stamps: " + wanted.message());
            case DeliveryEvent.RecipientFound found -> member.mailbox.remember(found.recipient());
            case DeliveryEvent.MessageArrived arrived -> {
                SimulatedMailbox.Journalled[] entry = new SimulatedMailbox.Journalled[1];
                write(member, "journal", () -> entry[0] = member.mailbox.journal(arrived.arrival()), owner -> {
                    handle(
                            owner,
                            new DeliveryCommand.Committed(arrived.arrival().ticket()));
                    decide(owner, entry[0]);
                });
            }
            case DeliveryEvent.StoreRatchet store ->
                write(
                        member,
                        "ratchet",
                        () -> member.mailbox.rotate(store.ratchet(), store.unixSeconds()),
                        owner -> handle(owner, new DeliveryCommand.RatchetStored(store.ratchet())));
            case DeliveryEvent.PathRequested requested -> announce(member, Optional.of(requested.on()));
            case DeliveryEvent.ArrivalRefused refused ->
                throw new Violation("a message over the limit was sent: " + refused.bytes() + " bytes");
            case DeliveryEvent.Traced _,
                    DeliveryEvent.Progressed _,
                    DeliveryEvent.StampNotWanted _,
                    DeliveryEvent.Announced _,
                    DeliveryEvent.Dropped _ -> {
                // Nothing to store.
            }
        }
    }

    private void stateChanged(Member member, DeliveryEvent.StateChanged changed) {
        if (changed.state() instanceof DeliveryState.Delivered) {
            installation.checkDelivered(changed.message());
        }
        write(
                member,
                "state",
                () -> member.mailbox.become(changed.message(), changed.state(), changed.attempts()),
                owner -> {});
    }

    /** Repeatable: after a crash, what was not decided is decided again. */
    private void decide(Member member, SimulatedMailbox.Journalled entry) {
        write(
                member,
                "decision",
                () -> {
                    if (!entry.isDecided()) {
                        entry.decide();
                        keep(member.mailbox, entry);
                    }
                },
                owner -> {});
    }

    private void keep(SimulatedMailbox mailbox, SimulatedMailbox.Journalled entry) {
        Message message =
                switch (Message.unpack(entry.arrival().packed().clone())) {
                    case Decoded.Value<Message>(Message value) -> value;
                    case Decoded.Rejected<Message> broken ->
                        throw new Violation("a broken message was journalled: " + broken.reason());
                };
        SenderStanding sender = new SenderStanding(
                mailbox.recipient(message.source()).map(Recipient::identity),
                false,
                false,
                true,
                TicketBook.EMPTY,
                mailbox.hasSeen(message.id()));
        InboundPolicy policy =
                new InboundPolicy(mailbox.address(), OptionalInt.empty(), false, InboundPolicy.Strangers.ALLOW);
        switch (InboundDecision.decide(
                message, entry.arrival().method(), sender, policy, Simulation.EPOCH + now() / 1e9)) {
            case InboundDecision.Deliver deliver -> mailbox.deliver(deliver.message());
            case InboundDecision.Duplicate _ -> {
                // It reached its member before.
            }
            case InboundDecision.Refuse refused ->
                throw new Violation("a message between friends was refused: " + refused.reason());
        }
    }

    private interface Change {
        void apply();
    }

    private interface Follow {
        void run(Member owner);
    }

    /** Writes under the member's epoch; a host whose epoch is over learns it here and lets go. */
    private void write(Member member, String what, Change change, Follow follow) {
        disk.commit(
                this,
                what,
                () -> {
                    boolean current = member.mailbox.epoch() == member.epoch;
                    if (current) {
                        change.apply();
                    }
                    return current;
                },
                took -> {
                    Address address = member.mailbox.address();
                    if (!took) {
                        members.remove(address, member);
                    } else if (members.get(address) == member) {
                        follow.run(member);
                    }
                });
    }
}
