package weft.message.hosting.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Rejection;
import weft.reticulum.announce.Announce;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.endpoint.Endpoint;
import weft.reticulum.endpoint.EndpointCommand;
import weft.reticulum.endpoint.EndpointEvent;
import weft.reticulum.endpoint.EndpointOptions;
import weft.reticulum.endpoint.EndpointSink;
import weft.reticulum.endpoint.RetainedRatchets;
import weft.reticulum.hosting.HostedRole;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.Proof;

/** What the node's own address answers, and what not. */
class NodeEndpointTest {

    private static final InterfaceRef HERE = new InterfaceRef(new Address(8, 8), 1, 1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long CLOCK = 1_700_000_000L;

    private final SecureRandom random = new SecureRandom();
    private final PrivateIdentity keys = PrivateIdentity.generate(random::nextBytes);
    private final List<ToRouter> sent = new ArrayList<>();
    private final List<Rejection> dropped = new ArrayList<>();
    private int unanswered;
    private final NodeEndpoint node = new NodeEndpoint(keys, 3, random::nextBytes, new NodeEndpoint.Actions() {
        @Override
        public void send(NodeEndpoint endpoint, ToRouter record) {
            sent.add(record);
        }

        @Override
        public long unixSeconds() {
            return CLOCK;
        }

        @Override
        public void dropped(Rejection reason) {
            dropped.add(reason);
        }

        @Override
        public void probeUnanswered() {
            unanswered++;
        }
    });

    @Test
    void aProbeIsProvenWithTheNodesKeyWhereItCameFrom() {
        byte[] probe = packet(new EndpointCommand.SendPacket(
                1, keys.identity(), node.address(), Optional.empty(), new byte[] {1, 2, 3}));

        receive(SECOND, probe);

        assertThat(node.address())
                .isEqualTo(DestinationName.PROBE.destination(keys.identity().hash()));
        assertThat(node.role()).isEqualTo(HostedRole.NODE);
        assertThat(sent).singleElement().isInstanceOfSatisfying(ToRouter.Outbound.class, proof -> {
            assertThat(proof.owner()).isEqualTo(node.address());
            assertThat(proof.on()).contains(HERE);
            assertThat(proves(proof.raw(), probe)).isTrue();
        });
    }

    @Test
    void moreProbesInASecondThanItAnswersAreCounted() {
        for (int i = 0; i < NodeEndpoint.PROBES_PER_SECOND + 3; i++) {
            receive(SECOND + i, probe(i));
        }
        assertThat(sent).hasSize(NodeEndpoint.PROBES_PER_SECOND);
        assertThat(unanswered).isEqualTo(3);

        receive(2 * SECOND, probe(99));

        assertThat(sent).hasSize(NodeEndpoint.PROBES_PER_SECOND + 1);
    }

    @Test
    void whoAsksForTheWayIsAnsweredWithAnAnnounceThereAndNobodyElse() {
        node.onDeadline(SECOND);
        assertThat(sent).isEmpty();

        node.receive(SECOND, new ToEndpoint.PathRequested(node.address(), HERE));

        assertThat(sent).singleElement().isInstanceOfSatisfying(ToRouter.Outbound.class, out -> {
            assertThat(out.on()).contains(HERE);
            assertThat(Announce.decode(out.raw())).isInstanceOfSatisfying(Decoded.Value.class, read -> assertThat(
                            ((Announce) read.value()).pathResponse())
                    .isTrue());
        });
    }

    @Test
    void aLinkIsNotAcceptedAndWhatIsNotForItIsDropped() {
        receive(SECOND, packet(new EndpointCommand.OpenLink(1, keys.identity(), node.address())));
        receive(SECOND, new byte[] {0, 0, 1});

        assertThat(sent).isEmpty();
        assertThat(dropped).isNotEmpty();
        assertThat(node.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whenItHasLeftItAnswersNothing() {
        assertThat(node.leave(SECOND)).isCompleted();

        receive(SECOND, probe(1));
        node.receive(SECOND, new ToEndpoint.PathRequested(node.address(), HERE));

        assertThat(sent).isEmpty();
    }

    private byte[] probe(int number) {
        return packet(new EndpointCommand.SendPacket(
                number, keys.identity(), node.address(), Optional.empty(), new byte[] {(byte) number}));
    }

    private void receive(long now, byte[] raw) {
        node.receive(now, new ToEndpoint.Inbound(node.address(), HERE, 1, Optional.empty(), 500, raw));
    }

    /** What a stranger sends for that command. */
    private byte[] packet(EndpointCommand command) {
        List<byte[]> packets = new ArrayList<>();
        new Endpoint(
                        PrivateIdentity.generate(random::nextBytes),
                        DestinationName.LXMF_DELIVERY,
                        RetainedRatchets.NONE,
                        EndpointOptions.DEFAULT,
                        random::nextBytes,
                        RandomGenerator.getDefault())
                .handle(0, command, new EndpointSink() {
                    @Override
                    public void send(ToRouter record) {
                        packets.add(((ToRouter.Outbound) record).raw());
                    }

                    @Override
                    public void emit(EndpointEvent event) {}
                });
        return packets.getFirst();
    }

    private boolean proves(byte[] proof, byte[] packet) {
        return Packet.decode(packet) instanceof Decoded.Value<Packet>(Packet sentPacket)
                && Packet.decode(proof).then(read -> Proof.decode(read.data()))
                        instanceof Decoded.Value<Proof>(Proof read)
                && read.proves(sentPacket.hash(), keys.identity());
    }
}
