package weft.lxmf.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import weft.lxmf.announce.DeliveryAppData;
import weft.lxmf.delivery.DeliveryActions;
import weft.lxmf.delivery.DeliveryCommand;
import weft.lxmf.delivery.DeliveryEvent;
import weft.lxmf.delivery.DeliverySettings;
import weft.lxmf.delivery.DeliveryState;
import weft.lxmf.delivery.OutboundMessage;
import weft.lxmf.delivery.Recipient;
import weft.lxmf.delivery.SendMethod;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageFields;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.announce.Announce;
import weft.reticulum.announce.Emission;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.endpoint.EndpointCommand;
import weft.reticulum.endpoint.EndpointEvent;
import weft.reticulum.endpoint.Reception;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.identity.Ratchet;

/** A delivery router whose Endpoint is played by the test: commands are looked at, events are made up, time is set. */
public final class DeliveryHarness implements DeliveryActions {

    static final long SECOND = 1_000_000_000L;
    static final long UNIX = 1_700_000_000L;
    static final PrivateIdentity ALICE = identity("alice");
    public static final PrivateIdentity BOB = identity("bob");
    static final Address BOBS = address(BOB);
    static final Address LINK = new Address(7, 7);

    final List<EndpointCommand> commands = new ArrayList<>();
    final List<DeliveryEvent> events = new ArrayList<>();
    final LxmfDelivery router;
    long now;
    private int serial;

    DeliveryHarness() {
        this(DeliverySettings.DEFAULT);
    }

    DeliveryHarness(DeliverySettings settings) {
        router = new LxmfDelivery(
                address(ALICE), settings, target -> Arrays.fill(target, (byte) 3), new SplittableRandom(1), 0, UNIX);
    }

    @Override
    public void command(EndpointCommand command) {
        commands.add(command);
    }

    @Override
    public void emit(DeliveryEvent event) {
        events.add(event);
    }

    static PrivateIdentity identity(String name) {
        byte[] keys = new byte[64];
        System.arraycopy(Hashes.sha256Bytes(name.getBytes(StandardCharsets.UTF_8)), 0, keys, 0, 32);
        System.arraycopy(Hashes.sha256Bytes((name + "2").getBytes(StandardCharsets.UTF_8)), 0, keys, 32, 32);
        return PrivateIdentity.of(keys);
    }

    public static Address address(PrivateIdentity identity) {
        return DestinationName.LXMF_DELIVERY.destination(identity.identity().hash());
    }

    /** A message to Bob with that much content. */
    Message message(int contentBytes) {
        byte[] content = new byte[contentBytes];
        Arrays.fill(content, (byte) 'x');
        return Message.sign(ALICE, BOBS, UNIX + ++serial, new byte[0], content, MessageFields.NONE);
    }

    /** Bob's announce, made at that time. */
    static byte[] announce(OptionalInt cost, boolean ratchet, long emittedAt) {
        return Announce.build(
                        BOB,
                        DestinationName.LXMF_DELIVERY,
                        new Emission(emittedAt, emittedAt),
                        ratchet ? Optional.of(Ratchet.of(new byte[32]).publicKey()) : Optional.empty(),
                        new DeliveryAppData(Optional.of("Bob"), cost, true).encode(),
                        false)
                .encode();
    }

    static Recipient bob(OptionalInt cost) {
        return bob(cost, false, UNIX);
    }

    static Recipient bob(OptionalInt cost, boolean ratchet, long emittedAt) {
        return weft.lxmf.Vectors.valueOf(Announce.decode(announce(cost, ratchet, emittedAt))
                .then(announce -> Recipient.of(announce, emittedAt)));
    }

    static Optional<Recipient> knownBob() {
        return Optional.of(bob(OptionalInt.empty()));
    }

    /** Submits a message to a Bob who was heard before. */
    Digest submit(Message message, SendMethod method, long lifetime) {
        return submit(message, method, lifetime, knownBob());
    }

    Digest submit(Message message, SendMethod method, long lifetime, Optional<Recipient> recipient) {
        tell(new DeliveryCommand.Submit(OutboundMessage.of(message, method, lifetime), recipient, Optional.empty()));
        return message.id();
    }

    void tell(DeliveryCommand command) {
        router.handle(now, command, this);
    }

    void event(EndpointEvent event) {
        router.onEvent(now, event, this);
    }

    /** Lets time pass up to then, deadline by deadline. */
    void until(long time) {
        while (router.nextDeadline() <= time) {
            now = Math.max(now, router.nextDeadline());
            router.onDeadline(now, this);
        }
        now = time;
        router.onDeadline(now, this);
    }

    void pass(long nanos) {
        until(now + nanos);
    }

    /** The newest command of that kind; fails when there is none, and forgets all commands. */
    <C extends EndpointCommand> C take(Class<C> kind) {
        C found = null;
        for (EndpointCommand command : commands) {
            if (kind.isInstance(command)) {
                found = kind.cast(command);
            }
        }
        if (found == null) {
            throw new AssertionError("no " + kind.getSimpleName() + " among " + commands);
        }
        commands.clear();
        return found;
    }

    <C extends EndpointCommand> List<C> all(Class<C> kind) {
        return commands.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <E extends DeliveryEvent> List<E> heard(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The last state that was told of a message; none when nothing was. */
    Optional<DeliveryState> state(Digest message) {
        return heard(DeliveryEvent.StateChanged.class).stream()
                .filter(change -> change.message().equals(message))
                .map(DeliveryEvent.StateChanged::state)
                .reduce((first, second) -> second);
    }

    /** The link that was asked for stands. */
    void linkStands(EndpointCommand.OpenLink open, Address link) {
        event(new EndpointEvent.LinkOpening(open.ref(), link, open.destination()));
        event(new EndpointEvent.LinkEstablished(link, true, SECOND / 10, 500, 431, reception()));
    }

    /** A path to Bob is known. */
    void pathFound(byte[] announce) {
        event(new EndpointEvent.PathFound(BOBS, 2, announce, 6 * SECOND));
    }

    static Reception reception() {
        return new Reception(Digest.of(new byte[32]), new InterfaceRef(new Address(1, 1), 1, 1), 1, Optional.empty());
    }
}
