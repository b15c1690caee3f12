package weft.service.constraint;

import jakarta.validation.Constraint;
import jakarta.validation.OverridesAttribute;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.hibernate.validator.constraints.CodePointLength;

/**
 * A text of 1 to {@link #max} code points, without lone surrogates and without a zero, which the database can't hold. Null is let
 * through.
 */
@Documented
@Constraint(validatedBy = {})
@CodePointLength(min = 1)
@Unicode(zero = false)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.TYPE_USE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface BoundedText {

    /** Most code points. */
    @OverridesAttribute(constraint = CodePointLength.class, name = "max")
    int max();

    /** Never told: the parts have their own. */
    String message() default "";

    /** As Bean Validation wants it. */
    Class<?>[] groups() default {};

    /** As Bean Validation wants it. */
    Class<? extends Payload>[] payload() default {};
}
