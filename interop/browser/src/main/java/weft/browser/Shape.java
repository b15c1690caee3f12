package weft.browser;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What JSON values have in common: their types, and of objects the members. Objects that say of which sort they are, by one of
 * {@link #SORTS}, are told apart by it. What has numbers for names is a map, and its values are not looked at.
 *
 * @param types object, array, number, boolean, null; of strings what they are: uuid, instant, hash (32 hexadecimal digits), id (64), text
 * @param always names of the members that each of the objects had
 * @param members of the objects, by name
 * @param sorts of the objects that say so, by what they say
 * @param items of the arrays: one shape, or none when all were empty
 * @param words the only strings there are, by the description of the API; empty when it lists none
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Shape(
        Set<String> types,
        Set<String> always,
        Map<String, Shape> members,
        Map<String, Shape> sorts,
        List<Shape> items,
        Set<String> words) {

    /** Members that say of which sort an object is: a message that came or went, something that a message holds. */
    private static final List<String> SORTS = List.of("direction", "kind");

    /** True of what was damaged on disk, which no recording shows: such an object is not held to anything. */
    private static final String DAMAGED = "unreadable";

    private static final String TEXT = "text";
    private static final String OBJECT = "object";

    private static final Map<String, Pattern> STRINGS = Map.of(
            "uuid", Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
            "instant", Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z"),
            "hash", Pattern.compile("[0-9a-f]{32}"),
            "id", Pattern.compile("[0-9a-f]{64}"));

    /** What is absent is empty. */
    public Shape {
        types = types == null ? Set.of() : types;
        always = always == null ? Set.of() : always;
        members = members == null ? Map.of() : members;
        sorts = sorts == null ? Map.of() : sorts;
        items = items == null ? List.of() : items;
        words = words == null ? Set.of() : words;
    }

    /**
     * The shape of one value.
     *
     * @param words by its place, which is {@code .member} and {@code []} for each step from the value: the only strings there are
     */
    public static Shape of(JsonNode value, Function<String, Set<String>> words) {
        return of(value, "", words);
    }

    private static Shape of(JsonNode value, String place, Function<String, Set<String>> words) {
        Set<String> types = Set.of(type(value));
        if (value.isArray()) {
            Optional<Shape> each = Optional.empty();
            for (JsonNode item : value) {
                Shape one = of(item, place + "[]", words);
                each = Optional.of(each.map(one::and).orElse(one));
            }
            return new Shape(types, null, null, null, each.stream().toList(), null);
        }
        if (!value.isObject() || isMap(value)) {
            return new Shape(types, null, null, null, null, words.apply(place));
        }
        Map<String, Shape> members = new TreeMap<>();
        value.properties()
                .forEach(member ->
                        members.put(member.getKey(), of(member.getValue(), place + "." + member.getKey(), words)));
        Shape plain = new Shape(types, members.keySet(), members, null, null, null);
        return sort(value)
                .map(sort -> new Shape(types, null, null, new TreeMap<>(Map.of(sort, plain)), null, null))
                .orElse(plain);
    }

    private static String type(JsonNode value) {
        if (!value.isTextual()) {
            return value.getNodeType().name().toLowerCase(Locale.ROOT);
        }
        return STRINGS.entrySet().stream()
                .filter(entry -> entry.getValue().matcher(value.asText()).matches())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(TEXT);
    }

    private static Optional<String> sort(JsonNode value) {
        return SORTS.stream()
                .filter(name -> value.path(name).isTextual())
                .map(name -> name + " " + value.get(name).asText())
                .findFirst();
    }

    private static boolean isMap(JsonNode value) {
        return !value.isEmpty()
                && value.properties().stream()
                        .allMatch(member -> member.getKey().matches("\\d+"));
    }

    /** What fits both. */
    public Shape and(Shape other) {
        boolean both = types.contains(OBJECT) && other.types.contains(OBJECT);
        Set<String> common = new TreeSet<>(types.contains(OBJECT) ? always : other.always);
        if (both) {
            common.retainAll(other.always);
        }
        List<Shape> each = new ArrayList<>(items);
        each.addAll(other.items);
        return new Shape(
                union(types, other.types),
                common,
                merged(members, other.members),
                merged(sorts, other.sorts),
                each.stream().reduce(Shape::and).stream().toList(),
                union(words, other.words));
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> union = new TreeSet<>(one);
        union.addAll(other);
        return union;
    }

    private static Map<String, Shape> merged(Map<String, Shape> one, Map<String, Shape> other) {
        Map<String, Shape> all = new TreeMap<>(one);
        other.forEach((name, shape) -> all.merge(name, shape, Shape::and));
        return all;
    }

    /** Adds each way in which a value is not of this shape, by its place. */
    public void hold(JsonNode value, String place, List<String> found) {
        String type = type(value);
        if (!types.contains(type) && !(value.isTextual() && types.contains(TEXT))) {
            found.add(place + " is " + type + ", and never is with the node, only " + String.join(" or ", types));
        } else if (value.isTextual() && !words.isEmpty() && !words.contains(value.asText())) {
            found.add(place + " is " + value + ", which is none of the words of the API");
        } else if (value.isArray()) {
            for (JsonNode item : value) {
                if (items.isEmpty()) {
                    found.add(place + "[] was always empty with the node");
                    return;
                }
                items.getFirst().hold(item, place + "[]", found);
            }
        } else if (value.isObject() && !isMap(value)) {
            holdObject(value, place, found);
        }
    }

    private void holdObject(JsonNode value, String place, List<String> found) {
        if (value.path(DAMAGED).asBoolean()) {
            return;
        }
        Optional<String> sort = sort(value);
        if (sort.isPresent() && !sorts.containsKey(sort.get())) {
            found.add(place + " with " + sort.get() + " was never seen with the node");
            return;
        }
        Shape plain = sort.map(sorts::get).orElse(this);
        value.properties().forEach(member -> {
            Shape known = plain.members.get(member.getKey());
            if (known == null) {
                found.add(place + "." + member.getKey() + " is not there with the node");
            } else {
                known.hold(member.getValue(), place + "." + member.getKey(), found);
            }
        });
        plain.always.stream()
                .filter(name -> !value.has(name))
                .forEach(name -> found.add(place + "." + name + " is missing, and always there with the node"));
    }

    /** Adds each way in which a newer recording has become another one than this, by its place. */
    public void compare(Shape newer, String place, List<String> found) {
        newer.types.stream()
                .filter(type -> !types.contains(type))
                .forEach(type -> found.add(place + " is " + type + " now, not " + String.join(" or ", types)));
        differ(always, newer.always, place, "always there", found);
        differ(words, newer.words, place, "a word of the API", found);
        differ(members.keySet(), newer.members.keySet(), place, "a member", found);
        differ(sorts.keySet(), newer.sorts.keySet(), place, "a sort", found);
        newer.members.forEach((name, shape) -> compare(members.get(name), shape, place + "." + name, found));
        newer.sorts.forEach((name, shape) -> compare(sorts.get(name), shape, place + " (" + name + ")", found));
        if (items.isEmpty() != newer.items.isEmpty()) {
            found.add(place + "[] is " + (items.isEmpty() ? "no longer" : "now") + " empty");
        } else if (!items.isEmpty()) {
            items.getFirst().compare(newer.items.getFirst(), place + "[]", found);
        }
    }

    private static void compare(Shape known, Shape newer, String place, List<String> found) {
        if (known != null) {
            known.compare(newer, place, found);
        }
    }

    private static void differ(Set<String> known, Set<String> newer, String place, String what, List<String> found) {
        newer.stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> found.add(place + ": " + name + " is " + what + " now"));
        known.stream()
                .filter(name -> !newer.contains(name))
                .forEach(name -> found.add(place + ": " + name + " is no longer " + what));
    }
}
