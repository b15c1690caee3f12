package weft.auth.store.keys;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jose4j.jwk.PublicJsonWebKey;
import weft.service.token.KeySet;

/** The process that signs tokens knows their key, and asks nobody for it. */
@Singleton
@Alternative
@Priority(1)
public class OwnKeySet implements KeySet {

    private final PublicJsonWebKey key;

    OwnKeySet(KeyDirectory keys) {
        this.key = keys.signingKey();
    }

    @Override
    public Uni<Optional<PublicJsonWebKey>> key(String id) {
        return Uni.createFrom()
                .item(Optional.of(key).filter(own -> own.getKeyId().equals(id)));
    }
}
