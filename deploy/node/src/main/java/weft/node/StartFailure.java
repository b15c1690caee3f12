package weft.node;

/** The node can't start. The message is what the operator reads: what is wrong and what to do about it. */
public final class StartFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StartFailure(String message) {
        super(message);
    }

    public StartFailure(String message, Throwable cause) {
        super(message + (cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")"), cause);
    }
}
