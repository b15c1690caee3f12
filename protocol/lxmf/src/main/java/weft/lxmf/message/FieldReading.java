package weft.lxmf.message;

import java.util.function.Function;

/**
 * What a reader made of a field.
 *
 * @param value what was understood
 * @param complete whether that is all the field says, so that nothing is lost when only {@code value} is kept or shown
 */
public record FieldReading<T>(T value, boolean complete) {

    /** The same statement about another form of the value. */
    public <R> FieldReading<R> map(Function<? super T, ? extends R> form) {
        return new FieldReading<>(form.apply(value), complete);
    }
}
