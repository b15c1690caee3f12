package weft.service.token;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A resource class for the other programs of a cluster, and no member's. It answers whomever the application let in by a client
 * certificate; in a process that asks for none, the one-process node for one, it answers 404 to everybody.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface PeerApi {

    /** Under this name stands {@code true} in the routing context of a request that was let in by its certificate. */
    String LET_IN = "weft.peer-let-in";
}
