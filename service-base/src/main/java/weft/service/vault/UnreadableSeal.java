package weft.service.vault;

/** Sealed data that does not open: another key, another place, or changed bytes. Says nothing more, on purpose. */
public final class UnreadableSeal extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnreadableSeal() {
        this(null);
    }

    /** What was sealed opened and still is not what was put in; the cause may be null. */
    public UnreadableSeal(Throwable cause) {
        super(
                "Stored data does not open with this node's keys; it was changed, moved, or the master key is another one.",
                cause);
    }
}
