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
import weft.reticulum.Digest;
import weft.service.constraint.Unicode;
import weft.service.problem.RefusedAs;

/** The hash of a message in the text of a body. Null is let through. */
@Documented
@Constraint(validatedBy = MessageHash.Check.class)
@Unicode
@RefusedAs(code = "hash")
@Target({ElementType.FIELD, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
public @interface MessageHash {

    /** Ends the sentence that begins with the member. */
    String message() default "is the hash of a message: 64 hexadecimal digits.";

    /** As Bean Validation wants it. */
    Class<?>[] groups() default {};

    /** As Bean Validation wants it. */
    Class<? extends Payload>[] payload() default {};

    /** Looks at length and digits; whether there is such a message is not asked. */
    final class Check implements ConstraintValidator<MessageHash, String> {

        @Override
        public boolean isValid(String text, ConstraintValidatorContext context) {
            return text == null || HexText.is(text, Digest.LENGTH);
        }
    }
}
