package weft.reticulum;

import java.util.function.Function;

/**
 * What a decoder makes of bytes from outside: the value, or the named reason why there is none.
 *
 * <p>Decoders never throw on wire input. A caller switches over the two cases; there is no third.
 */
public sealed interface Decoded<T> {

    /** The bytes were what they should be. */
    record Value<T>(T value) implements Decoded<T> {}

    /** The bytes were refused; {@code reason} is also the name of the drop counter. */
    record Rejected<T>(Rejection reason) implements Decoded<T> {}

    static <T> Decoded<T> value(T value) {
        return new Value<>(value);
    }

    static <T> Decoded<T> rejected(Rejection reason) {
        return new Rejected<>(reason);
    }

    /** Goes on decoding with the value; a rejection stays as it is. */
    default <R> Decoded<R> then(Function<? super T, Decoded<R>> next) {
        return switch (this) {
            case Value<T>(T value) -> next.apply(value);
            case Rejected<T>(Rejection reason) -> rejected(reason);
        };
    }
}
