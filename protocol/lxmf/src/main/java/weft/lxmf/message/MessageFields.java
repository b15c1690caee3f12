package weft.lxmf.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.msgpack.value.ArrayValue;
import org.msgpack.value.BinaryValue;
import org.msgpack.value.IntegerValue;
import org.msgpack.value.MapValue;
import org.msgpack.value.NumberValue;
import org.msgpack.value.RawValue;
import org.msgpack.value.StringValue;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import weft.lxmf.ticket.Ticket;
import weft.reticulum.Digest;

/**
 * The fields of a message (lxmf §4, §5): a map that is kept whole, with readers for what is known. A reader that finds
 * another shape than it knows answers nothing; the value stays in {@link #map()}.
 *
 * @param map as received, keys in the sender's order; normally integers, but anything may stand there
 */
public record MessageFields(MapValue map) {

    /** No fields. */
    public static final MessageFields NONE = new MessageFields(ValueFactory.emptyMap());

    private static final Value MESSAGE_KEY = ValueFactory.newInteger(0);
    private static final Value TEXT_KEY = ValueFactory.newInteger(1);

    /** The value of a field, see {@link Field}. */
    public Optional<Value> get(int key) {
        return get(map, ValueFactory.newInteger(key));
    }

    /** Whether the field is there, of whatever shape. */
    public boolean has(int key) {
        return get(key).isPresent();
    }

    /** These fields with one more, or with another value for one. */
    public MessageFields with(int key, Value value) {
        ValueFactory.MapBuilder builder = ValueFactory.newMapBuilder();
        map.entrySet().forEach(entry -> builder.put(entry.getKey(), entry.getValue()));
        return new MessageFields(
                builder.put(ValueFactory.newInteger(key), value).build());
    }

    /**
     * The files, in order; elements that are no file are left out. One whose name is no text, or no UTF-8, has a made-up name.
     */
    public Optional<FieldReading<List<Attachment>>> attachments() {
        return get(Field.ATTACHMENTS).flatMap(MessageFields::array).map(array -> {
            List<Attachment> files = new ArrayList<>();
            boolean complete = true;
            for (Value element : array) {
                Optional<FieldReading<Attachment>> file = attachment(element, files.size() + 1);
                file.ifPresent(reading -> files.add(reading.value()));
                complete &= file.isPresent() && file.get().complete();
            }
            return new FieldReading<>(List.copyOf(files), complete);
        });
    }

    private static Optional<FieldReading<Attachment>> attachment(Value element, int number) {
        if (element instanceof ArrayValue pair && pair.size() >= 2 && pair.get(1) instanceof RawValue data) {
            Optional<String> name = textOf(pair.get(0));
            boolean usual = pair.size() == 2 && name.isPresent() && pair.get(0).isStringValue() && data.isBinaryValue();
            return Optional.of(new FieldReading<>(
                    new Attachment(name.orElse(Attachment.MADE_UP_NAME + number), data.asByteArray()), usual));
        }
        return Optional.empty();
    }

    /** The text of a value that is one, be it as str or as bin; empty when it is another or no UTF-8. */
    private static Optional<String> textOf(Value value) {
        return value instanceof RawValue raw ? Text.decode(raw.asByteArray()) : Optional.empty();
    }

    /** The picture; some clients send only its bytes, some the type as bin. */
    public Optional<FieldReading<Media.Image>> image() {
        return get(Field.IMAGE).flatMap(value -> {
            if (value instanceof BinaryValue bytes) {
                return Optional.of(new FieldReading<>(new Media.Image("", bytes.asByteArray()), false));
            }
            return pair(value)
                    .filter(pair -> pair.get(1).isRawValue())
                    .map(pair -> new FieldReading<>(
                            new Media.Image(
                                    textOf(pair.get(0)).orElse(""),
                                    pair.get(1).asRawValue().asByteArray()),
                            pair.size() == 2
                                    && pair.get(0).isStringValue()
                                    && textOf(pair.get(0)).isPresent()
                                    && pair.get(1).isBinaryValue()));
        });
    }

    /** The recording; some clients send only its bytes. */
    public Optional<FieldReading<Media.Audio>> audio() {
        return get(Field.AUDIO).flatMap(value -> {
            if (value instanceof BinaryValue bytes) {
                return Optional.of(
                        new FieldReading<>(new Media.Audio(Media.Audio.UNKNOWN_MODE, bytes.asByteArray()), false));
            }
            return pair(value)
                    .filter(pair -> pair.get(1).isRawValue())
                    .map(pair -> new FieldReading<>(
                            new Media.Audio(
                                    mode(pair.get(0)).orElse(Media.Audio.UNKNOWN_MODE),
                                    pair.get(1).asRawValue().asByteArray()),
                            pair.size() == 2
                                    && mode(pair.get(0)).isPresent()
                                    && pair.get(1).isBinaryValue()));
        });
    }

    private static OptionalInt mode(Value value) {
        return value instanceof IntegerValue mode && mode.isInIntRange()
                ? OptionalInt.of(mode.asInt())
                : OptionalInt.empty();
    }

    /** The id of the message that this one answers. */
    public Optional<Digest> replyTo() {
        return get(Field.REPLY_TO).flatMap(MessageFields::digest);
    }

    /** What of it is quoted; incomplete when the sender wrote str instead of bin. */
    public Optional<FieldReading<String>> replyQuote() {
        return get(Field.REPLY_QUOTE).flatMap(MessageFields::text);
    }

    /** The reaction. A message may consist of nothing else. */
    public Optional<FieldReading<Reaction>> reaction() {
        return get(Field.REACTION)
                .filter(Value::isMapValue)
                .map(Value::asMapValue)
                .flatMap(map -> get(map, MESSAGE_KEY)
                        .flatMap(MessageFields::digest)
                        .flatMap(message -> get(map, TEXT_KEY)
                                .flatMap(MessageFields::text)
                                .map(text -> new FieldReading<>(
                                        new Reaction(message, text.value()), text.complete() && map.size() == 2))));
    }

    /** The id of the message that the content comments on. */
    public Optional<FieldReading<Digest>> comment() {
        return get(Field.COMMENT).flatMap(MessageFields::reference);
    }

    /** The id of the message that the content continues. */
    public Optional<FieldReading<Digest>> continuation() {
        return get(Field.CONTINUATION).flatMap(MessageFields::reference);
    }

    /** A ticket for writing back, to be taken only when the signature is valid (lxmf §12); incomplete with more elements. */
    public Optional<FieldReading<Ticket>> ticket() {
        return get(Field.TICKET)
                .flatMap(MessageFields::pair)
                .filter(pair -> pair.get(0) instanceof NumberValue expiry
                        && Double.isFinite(expiry.toDouble())
                        && pair.get(1) instanceof BinaryValue secret
                        && secret.asByteArray().length == Ticket.LENGTH)
                .map(pair -> new FieldReading<>(
                        new Ticket(
                                pair.get(0).asNumberValue().toDouble(),
                                pair.get(1).asBinaryValue().asByteArray()),
                        pair.size() == 2));
    }

    /** These fields with a ticket for the recipient. */
    public MessageFields with(Ticket ticket) {
        return with(
                Field.TICKET,
                ValueFactory.newArray(
                        ValueFactory.newFloat(ticket.expiresAt()), ValueFactory.newBinary(ticket.secret())));
    }

    /** How the sender would like the content to be shown. */
    public Optional<Renderer> renderer() {
        return get(Field.RENDERER)
                .filter(value -> value instanceof IntegerValue number && number.isInLongRange())
                .flatMap(value -> Renderer.of(value.asIntegerValue().asLong()));
    }

    /** How the sender wants to look. */
    public Optional<FieldReading<Icon>> icon() {
        return get(Field.ICON)
                .flatMap(MessageFields::array)
                .filter(array -> array.size() >= 3
                        && array.get(0).isStringValue()
                        && isColour(array.get(1))
                        && isColour(array.get(2)))
                .map(array -> new FieldReading<>(
                        new Icon(array.get(0).asStringValue().asString(), colour(array.get(1)), colour(array.get(2))),
                        array.size() == 3));
    }

    private static boolean isColour(Value value) {
        return value instanceof BinaryValue rgb && rgb.asByteArray().length == 3;
    }

    private static int colour(Value value) {
        byte[] rgb = value.asBinaryValue().asByteArray();
        return (rgb[0] & 0xff) << 16 | (rgb[1] & 0xff) << 8 | rgb[2] & 0xff;
    }

    private static Optional<FieldReading<Digest>> reference(Value value) {
        return value instanceof MapValue map
                ? get(map, MESSAGE_KEY)
                        .flatMap(MessageFields::digest)
                        .map(message -> new FieldReading<>(message, map.size() == 1))
                : Optional.empty();
    }

    private static Optional<Digest> digest(Value value) {
        return value instanceof BinaryValue bytes && bytes.asByteArray().length == Digest.LENGTH
                ? Optional.of(Digest.of(bytes.asByteArray()))
                : Optional.empty();
    }

    private static Optional<FieldReading<String>> text(Value value) {
        return switch (value) {
            case BinaryValue bytes ->
                Text.decode(bytes.asByteArray()).map(decoded -> new FieldReading<>(decoded, true));
            case StringValue string -> Optional.of(new FieldReading<>(string.asString(), false));
            default -> Optional.empty();
        };
    }

    private static Optional<ArrayValue> array(Value value) {
        return value instanceof ArrayValue array ? Optional.of(array) : Optional.empty();
    }

    private static Optional<ArrayValue> pair(Value value) {
        return array(value).filter(array -> array.size() >= 2);
    }

    private static Optional<Value> get(MapValue map, Value key) {
        for (var entry : map.entrySet()) {
            if (entry.getKey().equals(key)) {
                return Optional.of(entry.getValue());
            }
        }
        return Optional.empty();
    }
}
