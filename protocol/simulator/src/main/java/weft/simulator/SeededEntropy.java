package weft.simulator;

import java.util.random.RandomGenerator;
import weft.reticulum.Entropy;

/** Secrets that can be had again: for simulated nodes only, one per node and run of the node. */
final class SeededEntropy implements Entropy, RandomGenerator {

    private final Draws draws;
    private long drawn;

    SeededEntropy(Draws draws) {
        this.draws = draws;
    }

    @Override
    public void fill(byte[] target) {
        nextBytes(target);
    }

    @Override
    public long nextLong() {
        return draws.bits(Draws.Purpose.WORK, drawn++);
    }
}
