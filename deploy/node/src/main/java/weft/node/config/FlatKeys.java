package weft.node.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The keys of a file with their whole names, {@code weft.http.port}, as the readers of the configuration look for them. What can't
 * be meant is a problem of its own, with its line: a key that stands twice, one without a value, one outside of {@code weft}.
 */
final class FlatKeys {

    /** How an empty list has to be written for the readers of lists, so that it is no key without a value. */
    static final String EMPTY_LIST = ",";

    private static final String ROOT = "weft";
    private static final Pattern SIMPLE = Pattern.compile("[^.\\[\\]\"\\\\\\p{Cntrl}]+");
    private static final Pattern QUOTABLE = Pattern.compile("[^\"\\\\\\p{Cntrl}]+");

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Set<String> emptyLists = new HashSet<>();
    private final Set<String> emptySections = new HashSet<>();
    private final List<String> problems = new ArrayList<>();

    private FlatKeys() {}

    static FlatKeys of(Written document) {
        FlatKeys keys = new FlatKeys();
        switch (document) {
            case Written.Section root -> root.entries().forEach(keys::root);
            case Written.Nothing _ -> {} // A file of comments.
            default -> keys.problems.add("line " + document.line() + " is no key");
        }
        if (document instanceof Written.Section root) {
            keys.requireOnce("", root);
        }
        return keys;
    }

    /** Values by key. */
    Map<String, String> values() {
        return values;
    }

    /** Keys that have an empty list. */
    Set<String> emptyLists() {
        return emptyLists;
    }

    /** Keys that have nothing under them but braces. */
    Set<String> emptySections() {
        return emptySections;
    }

    /** What is wrong, for a person; empty when nothing is. */
    List<String> problems() {
        return problems;
    }

    private void root(Written.Entry entry) {
        if (entry.key().equals(ROOT)) {
            add(ROOT, entry.value());
        } else {
            problems.add(entry.key() + " (line " + entry.line()
                    + ") is not a key that Weft knows. Everything stands under weft:");
        }
    }

    private void add(String path, Written value) {
        switch (value) {
            case Written.Nothing _ -> withoutValue(path, value);
            case Written.Text text when text.text().isEmpty() -> withoutValue(path, value);
            case Written.Text text -> values.put(path, text.text());
            case Written.Items list -> items(path, list);
            case Written.Section section -> section(path, section);
        }
    }

    private void withoutValue(String path, Written value) {
        problems.add(path + " (line " + value.line() + ") has no value. Give it one, or remove the key.");
    }

    private void items(String path, Written.Items list) {
        if (list.items().isEmpty()) {
            emptyLists.add(path);
            values.put(path, EMPTY_LIST);
        }
        for (int i = 0; i < list.items().size(); i++) {
            add(path + "[" + i + "]", list.items().get(i));
        }
    }

    private void section(String path, Written.Section section) {
        if (section.entries().isEmpty()) {
            emptySections.add(path);
        }
        requireOnce(path + ".", section);
        for (Written.Entry entry : section.entries()) {
            if (QUOTABLE.matcher(entry.key()).matches()) {
                add(path + "." + quoted(entry.key()), entry.value());
            } else {
                problems.add("line " + entry.line() + " has a name under " + path
                        + " that is empty or holds a quote, a backslash or a control character.");
            }
        }
    }

    private void requireOnce(String prefix, Written.Section section) {
        Map<String, Integer> seen = new HashMap<>();
        for (Written.Entry entry : section.entries()) {
            Integer before = seen.putIfAbsent(entry.key(), entry.line());
            if (before != null) {
                problems.add(prefix + entry.key() + " stands twice, in the lines " + before + " and " + entry.line()
                        + ". Keep one of them.");
            }
        }
    }

    private static String quoted(String key) {
        return SIMPLE.matcher(key).matches() ? key : "\"" + key + "\"";
    }
}
