package weft.service.constraint;

import jakarta.validation.Constraint;
import jakarta.validation.OverridesAttribute;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A name that a person gives: a {@link BoundedText} that is a {@link Label}. Null is let through. */
@Documented
@Constraint(validatedBy = {})
@BoundedText(max = 0)
@Label
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.TYPE_USE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Name {

    /** Most code points. */
    @OverridesAttribute(constraint = BoundedText.class, name = "max")
    int max();

    /** Never told: the parts have their own. */
    String message() default "";

    /** As Bean Validation wants it. */
    Class<?>[] groups() default {};

    /** As Bean Validation wants it. */
    Class<? extends Payload>[] payload() default {};
}
