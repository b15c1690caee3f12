package weft.service.token;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the service a resource class belongs to. A resource class without it answers 404 to everybody; with it, only
 * requests that carry the gateway's token for this service get in.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ServiceApi {

    /** The service. */
    Audience value();
}
