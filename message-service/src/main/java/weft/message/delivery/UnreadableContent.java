package weft.message.delivery;

/** What is asked for is kept and does not open any more: its bytes were changed, or the master key is another one. */
public final class UnreadableContent extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableContent(Throwable cause) {
        super("what is kept does not open any more", cause);
    }
}
