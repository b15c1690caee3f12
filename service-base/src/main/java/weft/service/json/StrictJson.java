package weft.service.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;

/**
 * JSON as every service reads it: a number is no string, a string no number, a name stands once in an object, nothing
 * follows the document, and nesting ends at {@value #MAX_DEPTH}.
 */
@Singleton
public final class StrictJson implements ObjectMapperCustomizer {

    /** Deepest nesting that is read. LXMF fields are the deepest thing a client has to say. */
    public static final int MAX_DEPTH = 64;

    /** Longest number, in characters. */
    private static final int MAX_NUMBER_LENGTH = 64;

    /** Longest member name, in characters. */
    private static final int MAX_NAME_LENGTH = 1_000;

    @Override
    public void customize(ObjectMapper mapper) {
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNumberLength(MAX_NUMBER_LENGTH)
                        .maxNameLength(MAX_NAME_LENGTH)
                        .maxStringLength(Integer.MAX_VALUE) // the body limit is the bound: an attachment is one string
                        .build());
        mapper.configure(JsonParser.Feature.STRICT_DUPLICATE_DETECTION, true);
        mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        refuseCoercion(mapper);
    }

    /** A value of one type is not read as another; part of what {@link #customize} does, for a mapper with bounds of its own. */
    @SuppressWarnings("deprecation") // ALLOW_COERCION_OF_SCALARS has no replacement that can be set on a built mapper
    public static void refuseCoercion(ObjectMapper mapper) {
        mapper.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
        mapper.configure(MapperFeature.ALLOW_COERCION_OF_SCALARS, false);
        for (CoercionInputShape shape : new CoercionInputShape[] {
            CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean
        }) {
            mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
        }
        // A blank text would pass for an absent number, flag or object, and the request for one without it.
        for (LogicalType type : LogicalType.values()) {
            if (type != LogicalType.Textual) {
                mapper.coercionConfigFor(type)
                        .setAcceptBlankAsEmpty(false)
                        .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
            }
        }
    }
}
