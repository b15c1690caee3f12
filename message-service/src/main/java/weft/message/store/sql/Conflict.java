package weft.message.store.sql;

/** A unique key of the schema is taken. The transaction has been rolled back. */
public final class Conflict extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String constraint;

    Conflict(String constraint, Throwable cause) {
        super(constraint, cause);
        this.constraint = constraint;
    }

    /** The name of the violated constraint. */
    public String constraint() {
        return constraint;
    }
}
