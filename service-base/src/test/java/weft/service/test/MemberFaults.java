package weft.service.test;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a request is answered for every member of its record: absent, null, of every wrong type, at and past every length that somebody
 * might have as a limit, and two at a time. A service's table of it is kept beside its test; whatever changes it shows there.
 */
public final class MemberFaults {

    private static final ObjectMapper JSON = JsonMapper.builder()
            // Half of a surrogate pair has no UTF-8, but an escape.
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    /** Stands for a member that isn't there. */
    private static final Object ABSENT = new Object();

    private static final int[] LENGTHS = {16, 22, 32, 33, 64, 100, 101, 128, 129, 255, 256, 257};

    private final List<String> lines = new ArrayList<>();

    /** What is sent, and what comes back. */
    @FunctionalInterface
    public interface Sending {
        /** The status, and the body where it is a problem. */
        Answer send(String json);
    }

    /** An answer; {@code problem} is null where there is none. */
    public record Answer(int status, String problem) {}

    /**
     * Goes through the members of a request.
     *
     * @param request method and path, for the table
     * @param good members of a request that breaks no rule for its members; what becomes of it is not told
     * @param sending sends the members as they are
     */
    public void record(String request, Class<? extends Record> shape, Map<String, Object> good, Sending sending) {
        Map<String, Object> values = values();
        Map<String, Object> ordered = ordered(shape, good);
        for (String member : members(shape)) {
            Map<String, List<String>> outcomes = new LinkedHashMap<>();
            values.forEach((name, value) -> outcomes.computeIfAbsent(
                            told(sending.send(json(with(ordered, member, value)))), outcome -> new ArrayList<>())
                    .add(name));
            outcomes.forEach((outcome, names) ->
                    lines.add(request + " " + member + " | " + outcome + " | " + String.join(", ", names)));
        }
        for (String first : members(shape)) {
            for (String second : members(shape)) {
                if (first.compareTo(second) < 0) {
                    String both = pairs(ordered, first, second).entrySet().stream()
                            .map(pair -> pair.getKey() + ": " + told(sending.send(json(pair.getValue()))))
                            .collect(Collectors.joining("; "));
                    lines.add(request + " " + first + " and " + second + " | " + both);
                }
            }
        }
    }

    /** Compares with the table, and leaves what it should be now beside it under target. */
    public void compare(Path table) {
        try {
            String now = String.join("\n", lines) + "\n";
            Files.writeString(Path.of("target", table.getFileName().toString()), now);
            String then = Files.exists(table) ? Files.readString(table) : "";
            if (!now.equals(then)) {
                List<String> before = List.of(then.split("\n"));
                throw new AssertionError("faults are told otherwise than " + table + " has it; see target/"
                        + table.getFileName() + ":\n"
                        + lines.stream().filter(line -> !before.contains(line)).collect(Collectors.joining("\n")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In the record's order: of several wrong types that of the first in the body is told. */
    private static Map<String, Object> ordered(Class<? extends Record> shape, Map<String, Object> good) {
        Map<String, Object> ordered = new LinkedHashMap<>();
        for (String member : members(shape)) {
            ordered.put(member, good.getOrDefault(member, ABSENT));
        }
        return ordered;
    }

    /** The members of a record as they stand in JSON. */
    private static List<String> members(Class<? extends Record> shape) {
        return Arrays.stream(shape.getRecordComponents())
                .map(MemberFaults::member)
                .toList();
    }

    private static String member(RecordComponent component) {
        JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
        return renamed == null ? component.getName() : renamed.value();
    }

    private static Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("absent", ABSENT);
        values.put("null", null);
        values.put("17", 17);
        values.put("0", 0);
        values.put("255", 255);
        values.put("1.5", 1.5);
        values.put("10^23", new java.math.BigInteger("1" + "0".repeat(23)));
        values.put("true", true);
        values.put("object", Map.of("a", 1));
        values.put("[]", List.of());
        values.put("[1]", List.of(1));
        values.put("[null]", Arrays.asList((Object) null));
        values.put("[x]", List.of("x"));
        values.put("[object]", List.of(Map.of("a", 1)));
        values.put("empty", "");
        values.put("space", " ");
        values.put("zero", "a\0");
        values.put("half", "a\ud800");
        values.put("long half", "a\ud800".repeat(300));
        values.put("two lines", "ab\nab");
        values.put("turned", "ab\u202eab");
        values.put("hidden", "\u200d\u200d");
        values.put("true as text", "true");
        values.put("17 as text", "17");
        values.put("id", "0190a1b2-0000-7000-8000-000000000000");
        for (int length : LENGTHS) {
            values.put(length + " x", "x".repeat(length));
        }
        for (int length : new int[] {32, 33, 100, 101, 128, 129, 256, 257}) {
            values.put(length + " gulls", "\ud83d\udc26".repeat(length));
        }
        for (int digits : new int[] {31, 32, 33, 64, 65}) {
            values.put(digits + " digits", "Ab1".repeat(30).substring(0, digits));
        }
        return values;
    }

    private static Map<String, Map<String, Object>> pairs(Map<String, Object> good, String first, String second) {
        Map<String, Map<String, Object>> pairs = new LinkedHashMap<>();
        pairs.put("absent", with(with(good, first, ABSENT), second, ABSENT));
        pairs.put("wrong type", with(with(good, first, Map.of()), second, Map.of()));
        pairs.put("empty", with(with(good, first, ""), second, ""));
        pairs.put("half", with(with(good, first, "\ud800"), second, "\ud800"));
        pairs.put("long", with(with(good, first, "x".repeat(300)), second, "x".repeat(300)));
        pairs.put("long and half", with(with(good, first, "x".repeat(300)), second, "\ud800"));
        pairs.put("half and long", with(with(good, first, "\ud800"), second, "x".repeat(300)));
        return pairs;
    }

    private static Map<String, Object> with(Map<String, Object> good, String member, Object value) {
        Map<String, Object> body = new LinkedHashMap<>(good);
        body.put(member, value);
        return body;
    }

    /** What the request was refused with for its members; anything else is one word, whatever it was. */
    private static String told(Answer answer) {
        if (answer.status() != 400 && answer.status() != 422) {
            return answer.status() < 500 ? "taken" : "FAILED " + answer.status();
        }
        try {
            JsonNode problem = JSON.readTree(answer.problem());
            String limits = problem.properties().stream()
                    .filter(member -> !List.of("type", "title", "status", "detail", "field", "until")
                            .contains(member.getKey()))
                    .map(member -> " " + member.getKey() + "=" + member.getValue())
                    .sorted()
                    .collect(Collectors.joining());
            return answer.status() + " " + problem.path("type").asText().replace("urn:weft:problem:", "") + " "
                    + Objects.requireNonNullElse(problem.path("field").textValue(), "-") + limits;
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String json(Map<String, Object> body) {
        try {
            Map<String, Object> there = new LinkedHashMap<>(body);
            there.values().removeIf(value -> value == ABSENT);
            return JSON.writeValueAsString(there);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
