package weft.gateway.domain;

import io.smallrye.mutiny.Uni;
import java.util.Optional;
import weft.service.token.Audience;
import weft.service.token.Caller;

/**
 * Who stands behind a cookie or an API token, and the token that tells a service so.
 *
 * <p>Asked for every request and not remembered here: a session that has ended is dead at once, wherever its cookie was copied
 * to.
 */
public interface SessionDirectory {

    /** The caller behind a session cookie; empty when it is unknown, ended or expired, or its account is disabled. */
    Uni<Optional<Caller>> session(String reference);

    /** The caller behind an API token; empty when there is none. */
    Uni<Optional<Caller>> apiToken(String secret, String address);

    /** A token for one service in the caller's name, good for at most a minute. */
    String token(Caller caller, Audience audience, String address);
}
