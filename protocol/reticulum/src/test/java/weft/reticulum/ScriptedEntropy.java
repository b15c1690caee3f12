package weft.reticulum;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** Gives out recorded secrets, one per request, so that an encryption can be compared byte for byte. */
public final class ScriptedEntropy implements Entropy {

    private final Queue<byte[]> script;

    public ScriptedEntropy(byte[]... secrets) {
        script = new ArrayDeque<>(List.of(secrets));
    }

    @Override
    public void fill(byte[] target) {
        byte[] next = script.remove();
        if (next.length != target.length) {
            throw new IllegalStateException("asked for " + target.length + " bytes, the script has " + next.length);
        }
        System.arraycopy(next, 0, target, 0, target.length);
    }
}
