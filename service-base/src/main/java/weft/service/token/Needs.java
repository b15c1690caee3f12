package weft.service.token;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The scope a resource method needs: 401 when nobody is signed in, 403 when the scope is missing. A method that carries
 * neither this nor {@link Anyone} is closed to everybody.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Needs {

    /** The scope. */
    Scope value();

    /**
     * Whether it also takes a session in which the password was given lately: 403 {@code proof-needed} without, and 403 for every
     * API token.
     */
    boolean proof() default false;
}
