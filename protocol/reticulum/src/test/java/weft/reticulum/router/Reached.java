package weft.reticulum.router;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What an object keeps alive: through fields of our own classes, collections and arrays, whatever they are called. */
final class Reached {

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> ahead = new ArrayDeque<>();

    private Reached() {}

    /**
     * All objects of a type that can be reached.
     *
     * @param except what is not looked into
     */
    static <T> List<T> from(Object root, Class<T> type, Class<?> except) {
        Reached reached = new Reached();
        reached.add(root);
        List<T> found = new ArrayList<>();
        while (!reached.ahead.isEmpty()) {
            Object next = reached.ahead.pop();
            if (type.isInstance(next)) {
                found.add(type.cast(next));
            }
            if (!except.isInstance(next)) {
                reached.addWhatIsIn(next);
            }
        }
        return found;
    }

    private void add(Object object) {
        if (object != null && seen.add(object)) {
            ahead.push(object);
        }
    }

    private void addWhatIsIn(Object object) {
        switch (object) {
            case Object[] array -> Stream.of(array).forEach(this::add);
            case Collection<?> all -> all.forEach(this::add);
            case Map<?, ?> map ->
                map.forEach((key, value) -> {
                    add(key);
                    add(value);
                });
            case Optional<?> held -> held.ifPresent(this::add);
            default -> addFields(object);
        }
    }

    private void addFields(Object object) {
        for (Class<?> type = object.getClass();
                type != null && type.getName().startsWith("weft.");
                type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    add(value(field, object));
                }
            }
        }
    }

    private static Object value(Field field, Object object) {
        try {
            field.setAccessible(true);
            return field.get(object);
        } catch (IllegalAccessException closed) {
            throw new AssertionError(closed);
        }
    }
}
