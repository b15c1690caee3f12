package weft.gateway.domain;

import io.smallrye.mutiny.Uni;
import weft.service.token.CredentialStatus;
import weft.service.token.PresentedCredential;
import weft.service.token.ResolvedCredential;

/**
 * Who stands behind a cookie or an API token, and the token that tells a service so.
 *
 * <p>Asked for every request and not remembered here: a session that has ended is dead at once, wherever its cookie was copied
 * to.
 */
public interface SessionDirectory {

    /** Who stands behind what a client showed, and a token that says so; fails when that can't be told now. */
    Uni<ResolvedCredential> resolve(PresentedCredential presented);

    /**
     * How what a client showed stands now, for what goes on for long after it was let in. Asking is no use of it: it keeps no
     * session alive, and is noted nowhere. Fails when that can't be told now.
     */
    Uni<CredentialStatus> status(PresentedCredential presented);
}
