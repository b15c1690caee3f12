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
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.hibernate.validator.constraintvalidation.HibernateConstraintValidatorContext;
import weft.message.domain.MemberIdentity.Settings;
import weft.service.constraint.Unicode;
import weft.service.http.Names;
import weft.service.problem.RefusedAs;

/** What peers are shown: a name as {@link Names} has it, short enough for an announce. Null is let through. */
@Documented
@Constraint(validatedBy = DisplayName.Check.class)
@Unicode
@RefusedAs(code = "display-name", limits = "max")
@Target({ElementType.FIELD, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
public @interface DisplayName {

    /** Most bytes of UTF-8. */
    int max() default Settings.MAX_NAME_BYTES;

    /** Ends the sentence that begins with the member. */
    String message() default "{fault}";

    /** As Bean Validation wants it. */
    Class<?>[] groups() default {};

    /** As Bean Validation wants it. */
    Class<? extends Payload>[] payload() default {};

    /** Counts bytes before it looks at characters. */
    final class Check implements ConstraintValidator<DisplayName, String> {

        private int max;

        @Override
        public void initialize(DisplayName rule) {
            max = rule.max();
        }

        @Override
        public boolean isValid(String name, ConstraintValidatorContext context) {
            Optional<String> fault = Optional.ofNullable(name).flatMap(this::fault);
            fault.ifPresent(why ->
                    context.unwrap(HibernateConstraintValidatorContext.class).addMessageParameter("fault", why));
            return fault.isEmpty();
        }

        private Optional<String> fault(String name) {
            int bytes = name.getBytes(StandardCharsets.UTF_8).length;
            return bytes == 0 || bytes > max ? Optional.of("has 1 to " + max + " bytes of UTF-8.") : Names.fault(name);
        }
    }
}
