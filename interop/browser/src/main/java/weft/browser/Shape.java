package weft.browser;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What JSON values have in common: their types, and of objects the members. What has numbers for names is a map, and its values are not
 * looked at.
 *
 * @param types JSON's own names: object, array, string, number, boolean, null
 * @param always names of the members that each of the objects had
 * @param members of the objects, by name
 * @param items of the arrays
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Shape(Set<String> types, Set<String> always, Map<String, Shape> members, List<Shape> items) {

    Shape {
        types = types == null ? Set.of() : types;
        always = always == null ? Set.of() : always;
        members = members == null ? Map.of() : members;
        items = items == null ? List.of() : items;
    }

    static Shape of(JsonNode value) {
        Map<String, Shape> members = new TreeMap<>();
        List<Shape> items = List.of();
        if (value.isObject() && !isMap(value)) {
            value.properties().forEach(member -> members.put(member.getKey(), of(member.getValue())));
        } else if (value.isArray()) {
            for (JsonNode item : value) {
                items = List.of(items.isEmpty() ? of(item) : items.getFirst().and(of(item)));
            }
        }
        return new Shape(new TreeSet<>(Set.of(type(value))), new TreeSet<>(members.keySet()), members, items);
    }

    private static String type(JsonNode value) {
        return value.getNodeType().name().toLowerCase();
    }

    private static boolean isMap(JsonNode value) {
        return !value.isEmpty()
                && value.properties().stream()
                        .allMatch(member -> member.getKey().matches("\\d+"));
    }

    /** What fits both. */
    Shape and(Shape other) {
        Set<String> both = new TreeSet<>(types);
        both.addAll(other.types);
        Map<String, Shape> all = new TreeMap<>(members);
        other.members.forEach((name, shape) -> all.merge(name, shape, Shape::and));
        List<Shape> each = new ArrayList<>(items);
        each.addAll(other.items);
        return new Shape(
                both,
                alwaysOf(other),
                all,
                each.stream().reduce(Shape::and).stream().toList());
    }

    private Set<String> alwaysOf(Shape other) {
        if (!types.contains("object") || !other.types.contains("object")) {
            return types.contains("object") ? always : other.always;
        }
        Set<String> common = new TreeSet<>(always);
        common.retainAll(other.always);
        return common;
    }

    /** Adds what a value has that this doesn't know, or lacks that this always has; each with its place. */
    void compare(Shape value, String place, List<String> differences) {
        for (String type : value.types) {
            if (!types.contains(type)) {
                differences.add(place + " is " + type + ", not " + String.join(" or ", types));
            }
        }
        value.members.forEach((name, shape) -> {
            if (members.containsKey(name)) {
                members.get(name).compare(shape, place + "." + name, differences);
            } else if (!members.isEmpty()) {
                differences.add(place + " has no member " + name);
            }
        });
        if (value.types.contains("object") && !value.members.isEmpty()) {
            always.stream()
                    .filter(name -> !value.always.contains(name))
                    .forEach(name -> differences.add(place + " always has a member " + name));
        }
        if (!items.isEmpty()) {
            value.items.forEach(item -> items.getFirst().compare(item, place + "[]", differences));
        }
    }
}
