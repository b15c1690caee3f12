package weft.auth.api;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import weft.service.problem.RefusedAs;

/** How many people may join with one invite. Null is let through. */
@Documented
@Constraint(validatedBy = {})
@Min(1) @Max(Uses.MOST) @ReportAsSingleViolation
@RefusedAs(code = "uses", limits = "max")
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
@interface Uses {

    /** Most people who may join with one invite. */
    int MOST = 100;

    /** Told as the limit. */
    int max() default MOST;

    /** Ends the sentence that begins with the member. */
    String message() default "is from 1 to {max}: so many people may join with one invite.";

    /** As Bean Validation wants it. */
    Class<?>[] groups() default {};

    /** As Bean Validation wants it. */
    Class<? extends Payload>[] payload() default {};
}
