package weft.simulator;

import java.util.ArrayList;
import java.util.List;
import weft.reticulum.Digest;
import weft.reticulum.identity.PrivateIdentity;

/** One Weft node of a scenario: its Routers, its bus, its database and its hosts. */
public final class Installation {

    private final Simulation simulation;
    private final String name;
    private final List<RouterNode> routers;
    private final SimulatedBus bus;
    private final Disk disk;
    private final Post post;
    private final List<SimulatedMailbox> mailboxes = new ArrayList<>();

    Installation(Simulation simulation, String name, List<RouterNode> routers, SimulatedBus bus, Disk disk, Post post) {
        this.simulation = simulation;
        this.name = name;
        this.routers = List.copyOf(routers);
        this.bus = bus;
        this.disk = disk;
        this.post = post;
    }

    /** The process with the Router; of several, the first. */
    public RouterNode router() {
        return routers.getFirst();
    }

    /** What names no interface goes to that Router from now on, for this member. */
    public void setHome(SimulatedMailbox mailbox, RouterNode router) {
        Violation.unless(routers.contains(router), router.name() + " is none of " + name);
        bus.setHome(mailbox.address(), router);
    }

    /** What joins it and the hosts. */
    public SimulatedBus bus() {
        return bus;
    }

    /** A host of plain Endpoints. */
    public LinkHost linkHost(String hostName) {
        return new LinkHost(simulation, name + '.' + hostName, bus, disk);
    }

    /** A host of members. */
    public MessageHost messageHost(String hostName) {
        return new MessageHost(simulation, name + '.' + hostName, this, bus, disk);
    }

    /** A new member, owned by that host. */
    public SimulatedMailbox member(MessageHost owner) {
        Draws own = simulation.draws(simulation.indexOf(bus)).split(mailboxes.size());
        SimulatedMailbox mailbox = new SimulatedMailbox(PrivateIdentity.generate(new SeededEntropy(own)));
        mailboxes.add(mailbox);
        post.add(mailbox);
        owner.own(mailbox);
        return mailbox;
    }

    /**
     * Another host owns the member from now on. The one before does not know yet: it finds out when it next writes, or by
     * {@link #tellOwner}.
     */
    public void move(SimulatedMailbox mailbox, MessageHost to) {
        mailbox.nextEpoch();
        to.own(mailbox);
    }

    /** The host learns that it does not own the member any more. */
    public void tellOwner(SimulatedMailbox mailbox, MessageHost before) {
        before.disown(mailbox.address());
    }

    List<SimulatedMailbox> mailboxes() {
        return mailboxes;
    }

    /** Proof means disk: what a sender calls delivered is in a journal. */
    void checkDelivered(Digest message) {
        Violation.unless(post.isJournalled(message), message + " was proven before it was on disk");
    }
}
