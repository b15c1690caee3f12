package weft.gateway.web;

import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import weft.gateway.domain.SessionDirectory;
import weft.service.token.Audience;
import weft.service.token.Caller;

/** The gateway of these tests serves pages and headers; who is signed in is the stub's business. */
@Singleton
@DefaultBean
public class NobodySignedIn implements SessionDirectory {

    @Override
    public Uni<Optional<Caller>> session(String reference) {
        return Uni.createFrom().item(Optional.empty());
    }

    @Override
    public Uni<Optional<Caller>> apiToken(String secret, String address) {
        return Uni.createFrom().item(Optional.empty());
    }

    @Override
    public String token(Caller caller, Audience audience, String address) {
        throw new UnsupportedOperationException("nothing behind this gateway takes tokens");
    }
}
