package weft.simulator;

import static weft.simulator.Correspondence.HOUR;
import static weft.simulator.Pair.SECOND;

import org.junit.jupiter.api.Test;
import weft.lxmf.delivery.SendMethod;

/** Each message reaches its member once, whatever happens on the way. */
class MessageScenariosTest {

    private static final long MILLISECOND = 1_000_000L;
    private static final LinkModel POOR = LinkModel.CLEAN
            .withLoss(0.05)
            .withDuplication(0.05)
            .withReordering(0.05)
            .withLatency(20 * MILLISECOND, 30 * MILLISECOND);

    @Test
    void opportunistic() {
        Seeds.play(3, mesh -> {
            Correspondence letters = new Correspondence(mesh);
            letters.send(50, SendMethod.OPPORTUNISTIC);
            letters.answer(60, SendMethod.OPPORTUNISTIC);
            letters.expectAllDelivered(HOUR);
        });
    }

    @Test
    void direct() {
        Seeds.play(3, mesh -> {
            Correspondence letters = new Correspondence(mesh);
            letters.send(50, SendMethod.DIRECT);
            letters.answer(5_000, SendMethod.DIRECT);
            letters.send(100_000, SendMethod.AUTO);
            letters.expectAllDelivered(HOUR);
        });
    }

    @Test
    void overPoorLinks() {
        Seeds.play(5, mesh -> {
            Correspondence letters = new Correspondence(mesh);
            letters.become(POOR, BusModel.CLEAN);
            letters.send(50, SendMethod.OPPORTUNISTIC);
            letters.send(3_000, SendMethod.DIRECT);
            letters.answer(50, SendMethod.OPPORTUNISTIC);
            letters.answer(20_000, SendMethod.DIRECT);
            letters.expectAllDelivered(12 * HOUR);
        });
    }

    @Test
    void overARoughBus() {
        Seeds.play(5, mesh -> {
            Correspondence letters = new Correspondence(mesh);
            letters.become(LinkModel.CLEAN, BusModel.ROUGH);
            letters.send(50, SendMethod.OPPORTUNISTIC);
            letters.send(3_000, SendMethod.DIRECT);
            letters.answer(50, SendMethod.OPPORTUNISTIC);
            letters.answer(20_000, SendMethod.DIRECT);
            letters.expectAllDelivered(12 * HOUR);
        });
    }

    @Test
    void whileTheSenderChangesItsOwnerInMidTransfer() {
        Seeds.play(5, mesh -> {
            Correspondence letters = new Correspondence(mesh);
            letters.send(200_000, SendMethod.DIRECT);
            letters.send(50, SendMethod.OPPORTUNISTIC);
            mesh.simulation().runFor(mesh.simulation().seed() * 37 * MILLISECOND);
            letters.left.changeOwner();
            letters.expectAllDelivered(12 * HOUR);
        });
    }

    @Test
    void whileTheRecipientChangesItsOwnerInMidTransfer() {
        Seeds.play(5, mesh -> {
            Correspondence letters = new Correspondence(mesh);
            letters.send(200_000, SendMethod.DIRECT);
            mesh.simulation().runFor(mesh.simulation().seed() * 37 * MILLISECOND);
            MessageHost before = letters.right.changeOwner();
            mesh.simulation().runFor(SECOND);
            letters.right.installation.tellOwner(letters.right.member, before);
            letters.expectAllDelivered(12 * HOUR);
        });
    }

    @Test
    void whileHostsCrashAndComeBack() {
        Seeds.play(5, mesh -> {
            Correspondence letters = new Correspondence(mesh);
            letters.send(50_000, SendMethod.DIRECT);
            letters.send(50, SendMethod.OPPORTUNISTIC);
            letters.answer(50, SendMethod.DIRECT);
            long step = mesh.simulation().seed() * 11 * MILLISECOND;
            mesh.simulation().runFor(step);
            letters.right.owner.crash();
            mesh.simulation().runFor(step);
            letters.left.owner.crash();
            mesh.simulation().runFor(5 * SECOND);
            letters.right.owner.restart();
            letters.left.owner.restart();
            letters.expectAllDelivered(12 * HOUR);
        });
    }

    @Test
    void whileARouterCrashesAndComesBack() {
        Seeds.play(5, mesh -> {
            Correspondence letters = new Correspondence(mesh);
            letters.send(50_000, SendMethod.DIRECT);
            mesh.simulation().runFor(mesh.simulation().seed() * 41 * MILLISECOND);
            letters.right.router().crash();
            mesh.simulation().runFor(10 * SECOND);
            letters.right.router().restart();
            letters.wires.forEach(SimulatedWire::connect);
            mesh.simulation().runFor(5 * SECOND);
            letters.announce();
            letters.expectAllDelivered(12 * HOUR);
        });
    }

    @Test
    void whileTheNetworkIsSilentForAnHour() {
        Seeds.play(3, mesh -> {
            Correspondence letters = new Correspondence(mesh);
            letters.wires.forEach(wire -> wire.silence(true));
            letters.send(50, SendMethod.OPPORTUNISTIC);
            letters.answer(5_000, SendMethod.DIRECT);
            mesh.simulation().runFor(HOUR);
            letters.wires.forEach(wire -> wire.silence(false));
            letters.expectAllDelivered(12 * HOUR);
        });
    }

    @Test
    void whateverHappens() {
        Seeds.play(10, mesh -> {
            Correspondence letters = new Correspondence(mesh);
            Trouble trouble = new Trouble(letters);
            for (int i = 0; i < 25; i++) {
                trouble.next();
            }
            trouble.end();
            letters.announce();
            letters.expectAllDelivered(23 * HOUR);
        });
    }
}
