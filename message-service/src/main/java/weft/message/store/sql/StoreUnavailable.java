package weft.message.store.sql;

/** The database did not answer, or refused to write: nothing was changed, or nobody can tell. Ask again later. */
public final class StoreUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoreUnavailable(Throwable cause) {
        super("the database is not available", cause);
    }
}
