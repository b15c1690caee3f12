package weft.message.store.sql;

/** There is no such thing in this account: it never was, it is gone, or it is another member's. Nobody is told which. */
public final class UnknownObject extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String kind;

    /** @param kind what was asked for, as the reader calls it: "message" */
    public UnknownObject(String kind) {
        super("no such " + kind);
        this.kind = kind;
    }

    /** What was asked for. */
    public String kind() {
        return kind;
    }
}
