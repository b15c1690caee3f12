package weft.message.store.sql;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import weft.reticulum.Address;
import weft.reticulum.Digest;

/** One row of an answer, read by column name as values of the domain. */
public final class Columns {

    private final Row row;

    Columns(Row row) {
        this.row = row;
    }

    public UUID uuid(String name) {
        return row.getUUID(name);
    }

    public Optional<UUID> optionalUuid(String name) {
        return Optional.ofNullable(row.getUUID(name));
    }

    public String text(String name) {
        return row.getString(name);
    }

    public Optional<String> optionalText(String name) {
        return Optional.ofNullable(row.getString(name));
    }

    public long longValue(String name) {
        return row.getLong(name);
    }

    public Optional<Long> optionalLong(String name) {
        return Optional.ofNullable(row.getLong(name));
    }

    public int intValue(String name) {
        return row.getInteger(name);
    }

    public OptionalInt optionalInt(String name) {
        Integer value = row.getInteger(name);
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    public Optional<Float> optionalFloat(String name) {
        return Optional.ofNullable(row.getFloat(name));
    }

    public float floatValue(String name) {
        return row.getFloat(name);
    }

    public boolean flag(String name) {
        return row.getBoolean(name);
    }

    public Optional<Boolean> optionalFlag(String name) {
        return Optional.ofNullable(row.getBoolean(name));
    }

    public byte[] bytes(String name) {
        return optionalBytes(name).orElseThrow();
    }

    public Optional<byte[]> optionalBytes(String name) {
        return Optional.ofNullable(row.getBuffer(name)).map(Buffer::getBytes);
    }

    public Address address(String name) {
        return Address.of(bytes(name));
    }

    public Optional<Address> optionalAddress(String name) {
        return optionalBytes(name).map(Address::of);
    }

    public Digest digest(String name) {
        return Digest.of(bytes(name));
    }

    public Instant instant(String name) {
        return optionalInstant(name).orElseThrow();
    }

    public Optional<Instant> optionalInstant(String name) {
        return Optional.ofNullable(row.getOffsetDateTime(name)).map(OffsetDateTime::toInstant);
    }

    public <E extends Enum<E>> E constant(String name, Class<E> type) {
        return Enum.valueOf(type, text(name).toUpperCase(Locale.ROOT));
    }

    /** As {@link #constant(String, Class)}, or the other one for a word that is none of them. */
    public <E extends Enum<E>> E constant(String name, Class<E> type, E otherwise) {
        String word = text(name);
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElse(otherwise);
    }
}
