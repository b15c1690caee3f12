package weft.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.msgpack.value.Value;
import org.msgpack.value.ValueFactory;
import weft.lxmf.message.MessageFields;
import weft.message.domain.FieldsJson;
import weft.reticulum.msgpack.MsgPack;

class FieldsJsonTest {

    private final ObjectMapper mapper = new ObjectMapper();

    @Property(tries = 500)
    void fieldsComeBackFromTheirJson(@ForAll("fields") MessageFields fields) throws JsonProcessingException {
        String json = written(fields);

        // As bytes: a NaN among the values does not equal itself.
        assertThat(MsgPack.encode(FieldsJson.read(mapper.readTree(json)).map()))
                .isEqualTo(MsgPack.encode(fields.map()));
    }

    @Property(tries = 500)
    void jsonComesBackFromItsFields(@ForAll("fields") MessageFields fields) throws JsonProcessingException {
        var json = mapper.readTree(written(fields));

        assertThat(mapper.readTree(written(FieldsJson.read(json)))).isEqualTo(json);
    }

    @Test
    void whatStandsForNothingIsRefusedWithItsPlace() {
        for (String json : List.of(
                "[]",
                "{\"x\":1}",
                "{\"01\":1}",
                "{\"1\":{\"$bytes\":\"*\"}}",
                "{\"1\":{\"$bytes\":3}}",
                "{\"1\":{\"$map\":[[1]]}}",
                "{\"1\":{\"$map\":[[1,2],[1,3]]}}",
                "{\"1\":18446744073709551616}",
                "{\"1\":1e999}",
                "{\"1\":{\"$float\":\"1.5\"}}")) {
            assertThatThrownBy(() -> FieldsJson.read(mapper.readTree(json)))
                    .as(json)
                    .isInstanceOf(FieldsJson.Unreadable.class);
        }
    }

    private static String written(MessageFields fields) {
        StringWriter json = new StringWriter();
        try (JsonGenerator out = new JsonFactory().createGenerator(json)) {
            FieldsJson.write(out, fields, _ -> false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return json.toString();
    }

    @Provide
    Arbitrary<MessageFields> fields() {
        return Combinators.combine(
                        Arbitraries.integers()
                                .between(-3, 300)
                                .list()
                                .uniqueElements()
                                .ofMaxSize(4),
                        values(3).list().ofSize(4))
                .as((keys, values) -> {
                    ValueFactory.MapBuilder map = ValueFactory.newMapBuilder();
                    for (int i = 0; i < keys.size(); i++) {
                        map.put(ValueFactory.newInteger(keys.get(i)), values.get(i));
                    }
                    return new MessageFields(map.build());
                });
    }

    private static Arbitrary<Value> values(int depth) {
        Arbitrary<Value> scalars = Arbitraries.oneOf(
                Arbitraries.just(ValueFactory.newNil()),
                Arbitraries.of(true, false).map(ValueFactory::newBoolean),
                Arbitraries.longs().map(ValueFactory::newInteger),
                Arbitraries.bigIntegers()
                        .between(
                                BigInteger.ONE.shiftLeft(63),
                                BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE))
                        .map(ValueFactory::newInteger),
                Arbitraries.doubles().map(ValueFactory::newFloat),
                Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, -0.0).map(ValueFactory::newFloat),
                Arbitraries.of("", "$bytes", "$map", "grüße").map(ValueFactory::newString),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(8).map(bytes -> ValueFactory.newBinary(bytes)),
                Arbitraries.bytes()
                        .array(byte[].class)
                        .ofMaxSize(4)
                        .map(bytes -> ValueFactory.newExtension((byte) 5, bytes)));
        if (depth == 0) {
            return scalars;
        }
        Arbitrary<Value> arrays =
                values(depth - 1).list().ofMaxSize(3).map(list -> (Value) ValueFactory.newArray(list));
        Arbitrary<Value> maps = Combinators.combine(
                        scalars.list().uniqueElements().ofMaxSize(3),
                        values(depth - 1).list().ofSize(3))
                .as((keys, list) -> {
                    ValueFactory.MapBuilder map = ValueFactory.newMapBuilder();
                    for (int i = 0; i < keys.size(); i++) {
                        map.put(keys.get(i), list.get(i));
                    }
                    return (Value) map.build();
                });
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(6, scalars), net.jqwik.api.Tuple.of(1, arrays), net.jqwik.api.Tuple.of(1, maps));
    }
}
