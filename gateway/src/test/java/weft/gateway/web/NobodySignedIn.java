package weft.gateway.web;

import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import weft.gateway.domain.SessionDirectory;
import weft.service.token.Pass;
import weft.service.token.Shown;
import weft.service.token.Standing;

/** The gateway of these tests serves pages and headers; who is signed in is the stub's business, and nothing takes tokens. */
@Singleton
@DefaultBean
public class NobodySignedIn implements SessionDirectory {

    @Override
    public Uni<Pass> pass(Shown shown) {
        return Uni.createFrom().item(new Pass(null, null));
    }

    @Override
    public Uni<Standing> standing(Shown shown) {
        return Uni.createFrom().item(Standing.NOBODY);
    }
}
