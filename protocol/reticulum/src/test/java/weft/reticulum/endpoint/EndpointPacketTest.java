package weft.reticulum.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static weft.reticulum.Vectors.valueOf;
import static weft.reticulum.endpoint.TwoEndpoints.SECOND;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import weft.reticulum.Address;
import weft.reticulum.WireRejection;
import weft.reticulum.announce.Announce;
import weft.reticulum.endpoint.EndpointEvent.PacketReceived;
import weft.reticulum.endpoint.TwoEndpoints.Medium;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.identity.Ratchet;
import weft.reticulum.link.FailureReason;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;

class EndpointPacketTest {

    private final TwoEndpoints world = new TwoEndpoints(1, Medium.PERFECT, EndpointOptions.DEFAULT);
    private final TestHost alice = world.alice;
    private final TestHost bob = world.bob;

    private long send(byte[] plaintext, Optional<byte[]> ratchet) {
        long ref = alice.newRef();
        alice.command(
                new EndpointCommand.SendPacket(ref, bob.identity, bob.endpoint.destination(), ratchet, plaintext));
        return ref;
    }

    @Test
    void deliversWhatTheHostProves() {
        long ref = send(new byte[] {1, 2, 3}, Optional.empty());
        world.run(SECOND);
        PacketReceived received = bob.first(PacketReceived.class).orElseThrow();
        assertThat(received.plaintext()).containsExactly(1, 2, 3);
        assertThat(received.ratchetId()).isEmpty();
        assertThat(received.reception().from()).isEqualTo(bob.interfaceRef);
        assertThat(alice.all(EndpointEvent.Sent.class)).hasSize(1);
        assertThat(alice.delivered(ref)).isTrue();
    }

    @Test
    void provesNothingOfItsOwnAccord() {
        bob.proves = false;
        long ref = send(new byte[] {1}, Optional.empty());
        world.runUntil(() -> alice.ended(ref), 60 * SECOND);
        assertThat(alice.failure(ref).orElseThrow().reason()).isEqualTo(FailureReason.TIMED_OUT);
        assertThat(world.packets).isEqualTo(1);
    }

    @Test
    void givesARepetitionToTheHostOnceAndAsksItToProveAgain() {
        List<byte[]> seen = new ArrayList<>();
        world.watcher = seen::add;
        bob.proves = false;
        send(new byte[] {1}, Optional.empty());
        world.run(SECOND);
        world.deliver(bob, seen.getFirst(), world.now);
        world.run(SECOND);
        assertThat(bob.all(PacketReceived.class)).hasSize(1);
        assertThat(bob.events).contains(new EndpointEvent.Dropped(EndpointRejection.DUPLICATE));
        assertThat(bob.has(EndpointEvent.DuplicateReceived.class)).isFalse();
        ProofTicket ticket = bob.first(PacketReceived.class).orElseThrow().ticket();
        bob.command(new EndpointCommand.Prove(ticket));
        world.deliver(bob, seen.getFirst(), world.now);
        world.run(SECOND);
        assertThat(bob.all(PacketReceived.class)).hasSize(1);
        assertThat(bob.first(EndpointEvent.DuplicateReceived.class)
                        .orElseThrow()
                        .ticket())
                .isEqualTo(ticket);
    }

    @Test
    void takesNoProofOfAnybodyElse() {
        List<byte[]> seen = new ArrayList<>();
        world.watcher = seen::add;
        world.swallowed = packet -> packet.type() == PacketType.PROOF;
        long ref = send(new byte[] {1}, Optional.empty());
        world.run(SECOND);
        Packet packet = valueOf(Packet.decode(seen.getFirst()));
        Packet forged = Packet.originate(
                DestinationType.SINGLE, PacketType.PROOF, packet.hash().truncated(), 0, new byte[64]);
        world.deliver(alice, forged.encode(), world.now);
        world.run(SECOND);
        assertThat(alice.events).contains(new EndpointEvent.Dropped(WireRejection.BAD_SIGNATURE));
        assertThat(alice.ended(ref)).isFalse();
    }

    @Test
    void refusesAtItsBoundsByName() {
        bob.proves = false;
        for (int i = 0; i < 32; i++) {
            assertThat(alice.ended(send(new byte[] {1}, Optional.empty()))).isFalse();
        }
        assertThat(alice.failure(send(new byte[] {1}, Optional.empty()))
                        .orElseThrow()
                        .reason())
                .isEqualTo(FailureReason.TOO_MANY);
        assertThat(bob.failure(sendFromBob(new byte[384])).orElseThrow().reason())
                .isEqualTo(FailureReason.TOO_LARGE);
    }

    private long sendFromBob(byte[] plaintext) {
        long ref = bob.newRef();
        bob.command(new EndpointCommand.SendPacket(
                ref, alice.identity, alice.endpoint.destination(), Optional.empty(), plaintext));
        return ref;
    }

    @Test
    void refusesRatchetsThatAreNone() {
        assertThat(alice.failure(send(new byte[] {1}, Optional.of(new byte[31])))
                        .orElseThrow()
                        .reason())
                .isEqualTo(FailureReason.UNUSABLE_KEY);
        assertThat(alice.failure(send(new byte[] {1}, Optional.of(new byte[32])))
                        .orElseThrow()
                        .reason())
                .isEqualTo(FailureReason.UNUSABLE_KEY);
    }

    @Test
    void saysWhyTheRouterDidNotSend() {
        Address owner = alice.endpoint.destination();
        for (FailureReason reason :
                List.of(FailureReason.NO_PATH, FailureReason.QUEUE_FULL, FailureReason.INTERFACE_GONE)) {
            world.refusal = outbound -> Optional.of(
                    switch (reason) {
                        case NO_PATH -> new ToEndpoint.NoPath(owner, outbound.ref());
                        case QUEUE_FULL -> new ToEndpoint.Full(owner, outbound.ref());
                        default -> new ToEndpoint.InterfaceGone(owner, outbound.ref());
                    });
            long ref = send(new byte[] {1}, Optional.empty());
            world.run(SECOND);
            assertThat(alice.failure(ref).orElseThrow().reason()).isEqualTo(reason);
        }
    }

    @Test
    void doesNotWaitForeverForAnOutcomeThatTheBusLost() {
        world.refusal = outbound -> Optional.of(new ToEndpoint.PathRequested(new Address(9, 9), alice.interfaceRef));
        long ref = send(new byte[] {1}, Optional.empty());
        world.runUntil(() -> alice.ended(ref), 60 * SECOND);
        assertThat(alice.failure(ref).orElseThrow().reason()).isEqualTo(FailureReason.OUTCOME_UNKNOWN);
    }

    @Test
    void announcesARatchetOnlyWhenItIsStored() {
        List<byte[]> seen = new ArrayList<>();
        world.watcher = seen::add;
        bob.commitTime = SECOND;
        bob.command(new EndpointCommand.Announce(1, 1_700_000_000, new byte[] {5}, Optional.empty()));
        assertThat(seen).isEmpty();
        Ratchet stored =
                bob.first(EndpointEvent.StoreRatchet.class).orElseThrow().ratchet();
        world.run(2 * SECOND);
        Announce announce = valueOf(Announce.decode(seen.getFirst()));
        assertThat(announce.isSigned()).isTrue();
        assertThat(announce.ratchet()).hasValue(stored.publicKey());
        assertThat(announce.appData()).containsExactly(5);
        bob.command(new EndpointCommand.Announce(2, 1_700_001_800, new byte[0], Optional.of(bob.interfaceRef)));
        assertThat(bob.all(EndpointEvent.StoreRatchet.class))
                .as("not older than the interval")
                .hasSize(1);
        assertThat(valueOf(Announce.decode(seen.getLast())).pathResponse()).isTrue();
        bob.command(new EndpointCommand.Announce(3, 1_700_001_801, new byte[0], Optional.empty()));
        assertThat(bob.all(EndpointEvent.StoreRatchet.class)).hasSize(2);
        bob.commitTime = 0;
        send(new byte[] {7}, announce.ratchet());
        world.run(SECOND);
        assertThat(bob.first(PacketReceived.class).orElseThrow().ratchetId()).hasValue(stored.id());
    }

    @Test
    void sendsTheNewestOfTheAnnouncesThatWaitedForARatchet() {
        bob.commitTime = SECOND;
        for (int ref = 1; ref <= 3; ref++) {
            bob.command(new EndpointCommand.Announce(ref, 1_700_000_000 + ref, new byte[0], Optional.empty()));
        }
        world.run(3 * SECOND);
        assertThat(bob.failure(1).orElseThrow().reason()).isEqualTo(FailureReason.CANCELLED);
        assertThat(bob.failure(2).orElseThrow().reason()).isEqualTo(FailureReason.CANCELLED);
        assertThat(bob.all(EndpointEvent.Sent.class).map(EndpointEvent.Sent::ref))
                .containsExactly(3L);
        assertThat(world.packets).isEqualTo(1);
        assertThat(bob.all(EndpointEvent.StoreRatchet.class)
                        .map(EndpointEvent.StoreRatchet::ratchet)
                        .distinct())
                .hasSize(1);
    }

    @Test
    void refusesAppDataThatNobodyCouldForward() {
        bob.command(new EndpointCommand.Announce(1, 1_700_000_000, new byte[286], Optional.empty()));
        assertThat(bob.failure(1).orElseThrow().reason()).isEqualTo(FailureReason.TOO_LARGE);
    }

    @Test
    void asksForAnAnnounceOnceASecondForEachInterface() {
        ToEndpoint asked = new ToEndpoint.PathRequested(alice.endpoint.destination(), alice.interfaceRef);
        alice.receive(asked);
        alice.receive(asked);
        world.run(SECOND);
        alice.receive(asked);
        assertThat(alice.all(EndpointEvent.PathRequested.class)).hasSize(2);
    }

    @Test
    void refusesASinkThatCallsBack() {
        EndpointSink calling = new EndpointSink() {
            @Override
            public void send(ToRouter record) {
                alice.endpoint.onDeadline(0, this);
            }

            @Override
            public void emit(EndpointEvent event) {}
        };
        assertThatIllegalStateException()
                .isThrownBy(() -> alice.endpoint.handle(0, new EndpointCommand.FindPath(new Address(1, 1)), calling));
    }
}
