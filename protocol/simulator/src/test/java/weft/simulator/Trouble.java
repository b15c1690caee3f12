package weft.simulator;

import static weft.simulator.Pair.SECOND;

import java.util.List;
import weft.lxmf.delivery.SendMethod;

/** Whatever can go wrong between two correspondents, in an order that the seed chooses, while they go on writing. */
final class Trouble {

    private static final long MILLISECOND = 1_000_000L;
    private static final long STREAM = -77;

    private final Correspondence letters;
    private final SeededEntropy chance;

    Trouble(Correspondence letters) {
        this.letters = letters;
        this.chance = new SeededEntropy(letters.mesh.simulation().draws(STREAM));
    }

    /** One thing happens, and then some time passes. */
    void next() {
        Correspondence.Side side = chance.nextBoolean() ? letters.left : letters.right;
        switch (chance.nextInt(9)) {
            case 0, 1, 2 -> write(side);
            case 3 -> crashOrRestart(side.owner);
            case 4 -> changeOwner(side);
            case 5 -> crashOrRestart(chance.nextBoolean() ? side.router() : letters.transport);
            case 6 -> wire().disconnect();
            case 7 -> connect();
            default -> letters.become(link(), bus());
        }
        letters.mesh.simulation().runFor(chance.nextLong(20 * SECOND));
    }

    /** Everything works again. */
    void end() {
        for (RouterNode router : List.of(letters.left.router(), letters.transport, letters.right.router())) {
            if (!router.isUp()) {
                router.restart();
            }
        }
        for (Correspondence.Side side : List.of(letters.left, letters.right)) {
            for (MessageHost host : List.of(side.first, side.second)) {
                if (!host.isUp()) {
                    host.restart();
                }
            }
        }
        letters.become(LinkModel.CLEAN, BusModel.CLEAN);
        connect();
        letters.mesh.simulation().runFor(5 * SECOND);
    }

    private void write(Correspondence.Side side) {
        if (!side.owner.isUp()) {
            return;
        }
        SendMethod method = SendMethod.values()[chance.nextInt(SendMethod.values().length)];
        int characters = chance.nextInt(4) == 0 ? chance.nextInt(60_000) : chance.nextInt(400);
        if (side == letters.left) {
            letters.send(characters, method);
        } else {
            letters.answer(characters, method);
        }
    }

    private static void crashOrRestart(MessageHost host) {
        if (host.isUp()) {
            host.crash();
        } else {
            host.restart();
        }
    }

    private static void crashOrRestart(RouterNode router) {
        if (router.isUp()) {
            router.crash();
        } else {
            router.restart();
        }
    }

    private void changeOwner(Correspondence.Side side) {
        MessageHost next = side.owner == side.first ? side.second : side.first;
        if (next.isUp()) {
            side.changeOwner();
        }
    }

    private SimulatedWire wire() {
        return letters.wires.get(chance.nextInt(letters.wires.size()));
    }

    private void connect() {
        for (SimulatedWire wire : letters.wires) {
            wire.silence(false);
            wire.connect();
        }
    }

    private LinkModel link() {
        return LinkModel.CLEAN
                .withLoss(chance.nextDouble(0.2))
                .withBurst(1 + chance.nextInt(5))
                .withDuplication(chance.nextDouble(0.2))
                .withReordering(chance.nextDouble(0.2))
                .withLatency(chance.nextLong(300 * MILLISECOND), chance.nextLong(100 * MILLISECOND));
    }

    private BusModel bus() {
        return new BusModel(
                chance.nextLong(5 * MILLISECOND),
                chance.nextLong(30 * MILLISECOND),
                chance.nextDouble(0.1),
                chance.nextDouble(0.2),
                chance.nextDouble(0.05));
    }
}
