package weft.service.token;

import io.smallrye.mutiny.Uni;
import java.util.Optional;
import org.jose4j.jwk.PublicJsonWebKey;

/** The public keys that tokens are signed with, from the one place that is configured; no token can name another. */
public interface KeySet {

    /**
     * The key with that id. A set that lacks it is read again, unless it was just now.
     *
     * @return empty when there is no such key; fails with a 503 problem when that can't be told now
     */
    Uni<Optional<PublicJsonWebKey>> key(String id);
}
