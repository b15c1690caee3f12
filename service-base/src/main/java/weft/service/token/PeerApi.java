package weft.service.token;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A resource class for the other programs of a cluster, and no member's. It answers whomever the application's own door let in by
 * a client certificate; in a process without such a door, the one-process node for one, it answers 404 to everybody.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface PeerApi {

    /** Under this name the door leaves {@code true} in the routing context of a request that it let in. */
    String LET_IN = "weft.peer-let-in";
}
