package weft.service.constraint;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import org.hibernate.validator.constraintvalidation.HibernateConstraintValidatorContext;
import weft.service.http.Names;
import weft.service.problem.RefusedAs;

/** One line in which something is to be seen and nothing hides, as {@link Names} has it. How long it is, is another rule's. */
@Documented
@Constraint(validatedBy = Label.Check.class)
@RefusedAs(code = "name")
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.TYPE_USE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Label {

    /** Ends the sentence that begins with the member. */
    String message() default "{fault}";

    /** As Bean Validation wants it. */
    Class<?>[] groups() default {};

    /** As Bean Validation wants it. */
    Class<? extends Payload>[] payload() default {};

    /** Says which character it is. */
    final class Check implements ConstraintValidator<Label, String> {

        @Override
        public boolean isValid(String name, ConstraintValidatorContext context) {
            Optional<String> fault = Optional.ofNullable(name).flatMap(Names::fault);
            fault.ifPresent(why ->
                    context.unwrap(HibernateConstraintValidatorContext.class).addMessageParameter("fault", why));
            return fault.isEmpty();
        }
    }
}
