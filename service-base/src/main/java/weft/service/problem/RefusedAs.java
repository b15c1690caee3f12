package weft.service.problem;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a constraint of ours: which problem a request is refused with when a member of it breaks the rule. The detail is the member's
 * name and the constraint's message.
 */
@Documented
@Target(ElementType.ANNOTATION_TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface RefusedAs {

    /** HTTP status. */
    int status() default 422;

    /** Slug of the problem's type. */
    String code();

    /** Attributes of the constraint that are members of the problem, under their names. */
    String[] limits() default {};
}
