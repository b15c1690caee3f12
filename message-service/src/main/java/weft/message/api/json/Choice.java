package weft.message.api.json;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.hibernate.validator.constraintvalidation.HibernateConstraintValidatorContext;
import weft.service.constraint.Unicode;
import weft.service.problem.RefusedAs;

/** A text that is one of {@link Choices}. Null is let through. */
@Documented
@Constraint(validatedBy = Choice.Check.class)
@Unicode
@RefusedAs(code = "choice")
@Target({ElementType.FIELD, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Choice {

    /** What there is to choose from. */
    Class<? extends Enum<?>> value();

    /** Ends the sentence that begins with the member. */
    String message() default "is one of: {choices}.";

    /** As Bean Validation wants it. */
    Class<?>[] groups() default {};

    /** As Bean Validation wants it. */
    Class<? extends Payload>[] payload() default {};

    /** Says what there is to choose from. */
    final class Check implements ConstraintValidator<Choice, String> {

        private Class<? extends Enum<?>> type;

        @Override
        public void initialize(Choice choice) {
            type = choice.value();
        }

        @Override
        public boolean isValid(String text, ConstraintValidatorContext context) {
            if (text == null || Choices.find(text, type).isPresent()) {
                return true;
            }
            context.unwrap(HibernateConstraintValidatorContext.class)
                    .addMessageParameter("choices", Choices.listed(type));
            return false;
        }
    }
}
