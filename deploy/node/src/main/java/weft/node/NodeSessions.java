package weft.node;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import weft.auth.api.Passes;
import weft.gateway.domain.SessionDirectory;
import weft.service.token.Pass;
import weft.service.token.Shown;
import weft.service.token.Standing;

/** In one process the gateway asks auth-service directly who stands behind a cookie or an API token. */
@Singleton
public class NodeSessions implements SessionDirectory {

    private final Passes passes;

    @Inject
    NodeSessions(Passes passes) {
        this.passes = passes;
    }

    @Override
    public Uni<Pass> pass(Shown shown) {
        return passes.of(shown);
    }

    @Override
    public Uni<Standing> standing(Shown shown) {
        return passes.standing(shown);
    }
}
