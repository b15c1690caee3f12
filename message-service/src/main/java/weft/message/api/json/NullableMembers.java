package weft.message.api.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.Deserializers;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import com.fasterxml.jackson.databind.type.ReferenceType;
import java.io.IOException;
import org.openapitools.jackson.nullable.JsonNullable;
import org.openapitools.jackson.nullable.JsonNullableDeserializer;
import org.openapitools.jackson.nullable.JsonNullableModule;

/**
 * Members that may be absent, null or a value. The library's own reading takes a blank text for an absent number or flag, and the change
 * would be answered as done; here it is a text, and of the wrong type.
 */
final class NullableMembers extends JsonNullableModule {

    @Override
    public void setupModule(SetupContext context) {
        super.setupModule(context);
        // Asked before those that were there.
        context.addDeserializers(new Deserializers.Base() {
            @Override
            public JsonDeserializer<?> findReferenceDeserializer(
                    ReferenceType type,
                    DeserializationConfig config,
                    BeanDescription description,
                    TypeDeserializer typed,
                    JsonDeserializer<?> value) {
                return type.hasRawClass(JsonNullable.class) ? new Strict(type, typed, value) : null;
            }
        });
    }

    private static final class Strict extends JsonNullableDeserializer {

        private static final long serialVersionUID = 1L;

        Strict(JavaType type, TypeDeserializer typed, JsonDeserializer<?> value) {
            super(type, null, typed, value);
        }

        @Override
        public JsonNullable<Object> deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return JsonNullable.of(_valueDeserializer.deserialize(in, context));
        }

        @Override
        public Strict withResolved(TypeDeserializer typed, JsonDeserializer<?> value) {
            return new Strict(_fullType, typed, value);
        }
    }
}
