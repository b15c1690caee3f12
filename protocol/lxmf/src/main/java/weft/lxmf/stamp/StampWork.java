package weft.lxmf.stamp;

/**
 * A stamp to be found, described so that any thread of the host can find it (lxmf §11).
 *
 * @param material what the stamp is bound to, see {@link StampKind}
 * @param cost leading zero bits asked for, 1 to 254; expected work is 2^cost hashes
 * @param seed 32 random bytes where the search starts
 */
public record StampWork(StampKind kind, byte[] material, int cost, byte[] seed) {

    /** Starts the search; builds the workblock, so call it on a pool. */
    public StampSearch begin() {
        return new StampSearch(Workblock.of(kind, material), cost, seed);
    }
}
