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
import java.util.regex.Pattern;
import weft.service.constraint.Unicode;
import weft.service.problem.RefusedAs;

/** An id in the text of a body, with all its digits: {@link java.util.UUID#fromString} would read shorter ones. Null is let through. */
@Documented
@Constraint(validatedBy = IdText.Check.class)
@Unicode
@RefusedAs(code = "id")
@Target({ElementType.FIELD, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
public @interface IdText {

    /** Ends the sentence that begins with the member. */
    String message() default "is an id.";

    /** As Bean Validation wants it. */
    Class<?>[] groups() default {};

    /** As Bean Validation wants it. */
    Class<? extends Payload>[] payload() default {};

    /** Knows an id when it sees one. */
    final class Check implements ConstraintValidator<IdText, String> {

        private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

        /** Whether a text is an id. */
        public static boolean isId(String text) {
            return ID.matcher(text).matches();
        }

        @Override
        public boolean isValid(String text, ConstraintValidatorContext context) {
            return text == null || isId(text);
        }
    }
}
