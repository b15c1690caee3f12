package weft.message.store.sql;

import io.vertx.core.buffer.Buffer;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Rows as arrays, one for each column, for a statement that unnests them: what is done to many rows costs one statement. Values are
 * those of the domain, as {@link Transaction} takes them; an empty optional becomes a null.
 *
 * @param <T> one row
 */
public final class Rows<T> {

    private final List<T> rows;

    public Rows(List<T> rows) {
        this.rows = rows;
    }

    public UUID[] uuids(Function<T, ?> value) {
        return column(UUID[]::new, value);
    }

    /** Of bytes, addresses and hashes. */
    public Buffer[] bytes(Function<T, ?> value) {
        return column(Buffer[]::new, value);
    }

    /** Of texts and constants. */
    public String[] texts(Function<T, ?> value) {
        return column(String[]::new, value);
    }

    public Integer[] integers(Function<T, ?> value) {
        return column(Integer[]::new, value);
    }

    public Long[] longs(Function<T, ?> value) {
        return column(Long[]::new, value);
    }

    public Float[] reals(Function<T, ?> value) {
        return column(Float[]::new, value);
    }

    public Boolean[] flags(Function<T, ?> value) {
        return column(Boolean[]::new, value);
    }

    public OffsetDateTime[] times(Function<T, ?> value) {
        return column(OffsetDateTime[]::new, value);
    }

    private <A> A[] column(IntFunction<A[]> array, Function<T, ?> value) {
        return rows.stream().map(row -> Transaction.column(value.apply(row))).toArray(array);
    }
}
