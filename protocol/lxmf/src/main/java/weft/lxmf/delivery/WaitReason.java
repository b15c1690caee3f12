package weft.lxmf.delivery;

/** What a waiting message needs. */
public enum WaitReason {
    /** A way to the recipient: asked for, or hoped for with its next announce. */
    PATH,
    /** The recipient's public keys, which come with a path. */
    KEY,
    /** The proof of work that the recipient asks for. */
    STAMP
}
