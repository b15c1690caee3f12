package weft.message.api.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import jakarta.ws.rs.BadRequestException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import weft.message.domain.FieldsJson;
import weft.service.problem.Problem;

/**
 * Reads bodies into the records that describe them, within bounds, and holds them to the records' constraints. The bytes are the
 * resource's: a repeated write is known by them.
 */
@Singleton
public class RequestReader {

    /** Bytes of a body that is no message: the paths of messages let more through. */
    static final int SMALL = 64 << 10;

    /** Values of such a body. */
    static final int SMALL_VALUES = 1_000;

    private final ObjectMapper mapper;
    private final Validator validator;

    RequestReader(ObjectMapper mapper, Validator validator) {
        this.mapper = mapper.copy()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .registerModule(new NullableMembers());
        this.validator = validator;
    }

    private interface Reading<T> {
        T read(byte[] body) throws IOException;
    }

    /**
     * A JSON object as the whole body, or 400, also past {@link #SMALL_VALUES}; 413 past {@link #SMALL}; 400 or 422 when a constraint
     * is broken.
     */
    public <T extends Record> T small(byte[] body, Class<T> request) {
        if (body != null && body.length > SMALL) {
            throw Problem.tooLarge(SMALL).exception();
        }
        return read(body, json -> {
            try {
                BoundedJson.count(json, SMALL_VALUES);
            } catch (FieldsJson.PastBounds tooMuch) {
                throw Problem.malformed(
                                null, "The JSON is nested too deeply, or has more than " + SMALL_VALUES + " values.")
                        .exception();
            }
            return mapper.readValue(json, request);
        });
    }

    /** As {@link #small}, for a message: read within the bounds of what a message may hold. */
    public <T extends Record> T message(byte[] body, Class<T> request) {
        return read(body, json -> BoundedJson.read(json, request));
    }

    /** As {@link #message}, of an object that was put together from the parts of a form. */
    public <T extends Record> T members(ObjectNode object, Class<T> request) {
        try {
            return valid(BoundedJson.convert(object, request));
        } catch (JsonProcessingException wrong) {
            throw new BadRequestException(wrong);
        }
    }

    private <T extends Record> T read(byte[] body, Reading<T> reading) {
        try {
            T request = body == null || body.length == 0 ? null : reading.read(body);
            if (request == null) {
                throw Problem.malformed(null, "A JSON object is expected as the body.")
                        .exception();
            }
            return valid(request);
        } catch (JsonProcessingException broken) {
            throw new BadRequestException(broken);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T> T valid(T request) {
        Set<ConstraintViolation<T>> broken = validator.validate(request);
        if (!broken.isEmpty()) {
            throw new ConstraintViolationException(broken);
        }
        return request;
    }
}
