package weft.gateway.web;

import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jose4j.jwk.PublicJsonWebKey;
import weft.service.token.KeySet;

/** No token is any good in the tests of the gateway, which hands none out; see {@link NobodySignedIn}. */
@Singleton
@DefaultBean
public class NoKeys implements KeySet {

    @Override
    public Uni<Optional<PublicJsonWebKey>> key(String id) {
        return Uni.createFrom().item(Optional.empty());
    }
}
