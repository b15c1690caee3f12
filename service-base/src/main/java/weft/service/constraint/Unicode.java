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
import weft.service.problem.RefusedAs;

/** A text that has UTF-8: no half of a surrogate pair stands in it. Null is let through. Else the request is malformed. */
@Documented
@Constraint(validatedBy = Unicode.Check.class)
@RefusedAs(status = 400, code = "malformed")
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.TYPE_USE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Unicode {

    /** Whether a zero may stand in it, which is Unicode, but which a column of text can't hold. */
    boolean zero() default true;

    /** Ends the sentence that begins with the member. */
    String message() default "is not valid Unicode text.";

    /** As Bean Validation wants it. */
    Class<?>[] groups() default {};

    /** As Bean Validation wants it. */
    Class<? extends Payload>[] payload() default {};

    /** Looks at each code point once. */
    final class Check implements ConstraintValidator<Unicode, String> {

        private boolean zero;

        @Override
        public void initialize(Unicode rule) {
            zero = rule.zero();
        }

        @Override
        public boolean isValid(String text, ConstraintValidatorContext context) {
            return text == null || isUnicode(text, zero);
        }

        /** The same of a text that no constraint looks at. */
        public static boolean isUnicode(String text, boolean zero) {
            return text.codePoints()
                    .noneMatch(
                            c -> (c == 0 && !zero) || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
        }
    }
}
