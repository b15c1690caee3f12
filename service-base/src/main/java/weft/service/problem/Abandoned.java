package weft.service.problem;

import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;

/** What a request fails with when its client has gone away: nobody waits for the answer, and nothing is wrong with the node. */
public final class Abandoned {

    private Abandoned() {}

    /** Whether the failure is that of the server's own stream, which could not write the answer to its client. */
    public static boolean isFailedWrite(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException
                    && Optional.ofNullable(cause.getMessage()).orElse("").contains("Failed to write")) {
                return true;
            }
        }
        return false;
    }

    /** Whether the failure, or what caused it, is the end of a connection. That it is the client's is for the caller to know. */
    public static boolean isCauseOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpClosedException
                    || cause instanceof StreamResetException
                    || cause instanceof ClosedChannelException) {
                return true;
            }
        }
        return false;
    }
}
