package weft.gateway.domain;

import io.smallrye.mutiny.Uni;
import weft.service.token.Pass;
import weft.service.token.Shown;

/**
 * Who stands behind a cookie or an API token, and the token that tells a service so.
 *
 * <p>Asked for every request and not remembered here: a session that has ended is dead at once, wherever its cookie was copied
 * to.
 */
@FunctionalInterface
public interface SessionDirectory {

    /** The pass for what a client showed; fails when that can't be told now. */
    Uni<Pass> pass(Shown shown);
}
