package weft.message;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import weft.lxmf.message.Field;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageFields;
import weft.reticulum.msgpack.MsgPack;

/** Fields of every kind that the codec admits, small and odd ones and ones at each bound, from a seed. */
final class AnyFields {

    private static final List<String> TEXTS = List.of(
            "",
            "$bytes",
            "$map",
            "$float",
            "$ext",
            "grüße 👋",
            "\u0000",
            "\"\\\n\u2028\u009b",
            "k".repeat(1_001),
            "x".repeat(70_000));
    private static final Set<Integer> NAMED =
            Set.of(Field.ATTACHMENTS, Field.IMAGE, Field.AUDIO, Field.TICKET, Field.REPLY_TO);

    private final Random random;
    private int left;

    AnyFields(Random random) {
        this.random = random;
    }

    /** Not always UTF-8 once it is written as Latin-1. */
    String text() {
        return random.nextBoolean() ? TEXTS.get(random.nextInt(TEXTS.size())).replace("👋", "") : "é";
    }

    MessageFields next() {
        left = random.nextInt(5) == 0 ? Message.MAX_VALUES : 40;
        List<Value> entries = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        do {
            Value key = random.nextInt(4) == 0 ? value(1) : ValueFactory.newInteger(random.nextInt(-3, 300));
            boolean named = key.isIntegerValue()
                    && key.asIntegerValue().isInIntRange()
                    && NAMED.contains(key.asIntegerValue().asInt());
            if (left > 2 && !named && keys.add(bytes(key))) {
                left--;
                entries.add(key);
                entries.add(value(1));
            }
        } while (left > 0 && random.nextInt(4) > 0);
        return new MessageFields(ValueFactory.newMap(entries.toArray(Value[]::new)));
    }

    private Value value(int level) {
        left--;
        if (level == Message.MAX_DEPTH || left <= 2) {
            return scalar();
        }
        return switch (random.nextInt(4)) {
            case 0 -> array(level);
            case 1 -> map(level);
            case 2 -> chain(level);
            default -> scalar();
        };
    }

    /** One in the other as deep as it goes. */
    private Value chain(int level) {
        if (level == Message.MAX_DEPTH || left <= 2) {
            return scalar();
        }
        left -= 2;
        Value inside = chain(level + 1);
        return random.nextBoolean() ? ValueFactory.newArray(inside) : ValueFactory.newMap(scalar(), inside);
    }

    private Value array(int level) {
        List<Value> elements = new ArrayList<>();
        for (int n = random.nextInt(Math.min(left, 2_000)); n > 0 && left > 2; n--) {
            elements.add(value(level + 1));
        }
        return ValueFactory.newArray(elements);
    }

    private Value map(int level) {
        List<Value> entries = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        boolean texts = random.nextBoolean();
        for (int n = random.nextInt(6); n > 0 && left > 4; n--) {
            Value key = texts ? ValueFactory.newString(TEXTS.get(random.nextInt(TEXTS.size() - 1))) : value(level + 1);
            if (keys.add(bytes(key))) {
                left--;
                entries.add(key);
                entries.add(value(level + 1));
            }
        }
        return ValueFactory.newMap(entries.toArray(Value[]::new));
    }

    private Value scalar() {
        return switch (random.nextInt(9)) {
            case 0 -> ValueFactory.newNil();
            case 1 -> ValueFactory.newBoolean(random.nextBoolean());
            case 2 -> ValueFactory.newInteger(random.nextLong());
            case 3 -> ValueFactory.newInteger(BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE));
            case 4 -> ValueFactory.newFloat(finite());
            case 5 ->
                ValueFactory.newFloat(List.of(Double.NaN, Double.NEGATIVE_INFINITY, -0.0, 5e-324)
                        .get(random.nextInt(4)));
            case 6 -> ValueFactory.newString(TEXTS.get(random.nextInt(left < 40 ? TEXTS.size() : TEXTS.size() - 2)));
            case 7 ->
                ValueFactory.newBinary(random.ints(random.nextInt(9))
                        .collect(java.io.ByteArrayOutputStream::new, (o, b) -> o.write(b), (_, _) -> {})
                        .toByteArray());
            default -> ValueFactory.newExtension((byte) random.nextInt(-128, 128), new byte[random.nextInt(5)]);
        };
    }

    /** Of the many that are no numbers there is one name. */
    private double finite() {
        double any = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(any) ? any : 0.5;
    }

    private static String bytes(Value value) {
        return new String(MsgPack.encode(value), java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
