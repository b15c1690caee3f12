package weft.lxmf.stamp;

/** What a proof of work is for; decides how large its workblock is (lxmf §11). */
public enum StampKind {
    /** Asked for by a recipient; material is the message id. Workblock of 768,000 bytes. */
    MESSAGE(3000),
    /** Asked for by a propagation node; material is the transient id. Workblock of 256,000 bytes. */
    PROPAGATION(1000),
    /** Asked for between propagation nodes; material is both identity hashes, the serving node's first. Workblock of 6,400 bytes. */
    PEERING(25);

    private final int rounds;

    StampKind(int rounds) {
        this.rounds = rounds;
    }

    /** Blocks of 256 bytes in the workblock. */
    public int rounds() {
        return rounds;
    }
}
