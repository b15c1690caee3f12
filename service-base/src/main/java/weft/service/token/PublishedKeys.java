package weft.service.token;

import java.util.List;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * The content of a JSON Web Key set.
 *
 * @param keys those that have a public half; others are left out
 */
public record PublishedKeys(List<PublicJsonWebKey> keys) {

    /** A set without a key. */
    public static final PublishedKeys NONE = new PublishedKeys(List.of());

    /**
     * Reads a set.
     *
     * @throws JoseException when it is none
     */
    public static PublishedKeys parse(String json) throws JoseException {
        List<JsonWebKey> all = new JsonWebKeySet(json).getJsonWebKeys();
        return new PublishedKeys(all.stream()
                .filter(PublicJsonWebKey.class::isInstance)
                .map(PublicJsonWebKey.class::cast)
                .toList());
    }

    /** The key with that id. */
    public Optional<PublicJsonWebKey> key(String id) {
        return keys.stream()
                .filter(key -> key.getKeyId() != null && key.getKeyId().equals(id))
                .findFirst();
    }
}
