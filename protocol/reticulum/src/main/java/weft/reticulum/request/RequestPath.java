package weft.reticulum.request;

import java.nio.charset.StandardCharsets;
import weft.reticulum.Address;
import weft.reticulum.crypto.Hashes;

/** How a request names its handler (rns-core §6.6). */
public final class RequestPath {

    private RequestPath() {}

    /** The hash that travels instead of the path. */
    public static Address hash(String path) {
        return Hashes.truncated(path.getBytes(StandardCharsets.UTF_8));
    }
}
