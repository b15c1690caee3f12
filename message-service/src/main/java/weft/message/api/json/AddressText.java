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
import weft.reticulum.Address;
import weft.service.constraint.Unicode;
import weft.service.problem.RefusedAs;

/** An address in the text of a body. Null is let through. */
@Documented
@Constraint(validatedBy = AddressText.Check.class)
@Unicode
@RefusedAs(code = "address")
@Target({ElementType.FIELD, ElementType.TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
public @interface AddressText {

    /** Ends the sentence that begins with the member. */
    String message() default "is an address: 32 hexadecimal digits.";

    /** As Bean Validation wants it. */
    Class<?>[] groups() default {};

    /** As Bean Validation wants it. */
    Class<? extends Payload>[] payload() default {};

    /** Looks at length and digits; any such text is an address. */
    final class Check implements ConstraintValidator<AddressText, String> {

        @Override
        public boolean isValid(String text, ConstraintValidatorContext context) {
            return text == null || HexText.is(text, Address.LENGTH);
        }
    }
}
