package weft.cluster;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;

/** What other services answer, read whole. */
public final class Answers {

    private Answers() {}

    /**
     * The body of an answer of status 200. Fails with an {@link IOException} on any other status, and on a body of more than so
     * many bytes; the rest of it is not read then.
     */
    public static Future<Buffer> body(HttpClientResponse response, int most) {
        if (response.statusCode() != 200) {
            response.request().reset();
            return Future.failedFuture(new IOException("status " + response.statusCode()));
        }
        Buffer body = Buffer.buffer();
        response.handler(chunk -> {
            if (body.length() + chunk.length() > most) {
                response.request().reset(0, new IOException("more than " + most + " bytes"));
            } else {
                body.appendBuffer(chunk);
            }
        });
        return response.end().map(body);
    }
}
