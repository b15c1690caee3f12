package weft.node.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import weft.service.config.KeyName;

/**
 * The keys of a file with their whole names, {@code weft.http.port}, as the readers of the configuration look for them. What can't
 * be meant is a problem of its own, with its line: a key that stands twice, one without a value, one outside of {@code weft}.
 */
final class FlatKeys {

    /** How an empty list has to be written for the readers of lists, so that it is no key without a value. */
    static final String EMPTY_LIST = ",";

    private static final String ROOT = "weft";
    private static final Pattern QUOTABLE = Pattern.compile("[^\"\\\\\\p{Cntrl}]+");

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Set<String> emptyLists = new HashSet<>();
    private final Set<String> emptySections = new HashSet<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<Written.Entry> strangers = new ArrayList<>();

    private FlatKeys() {}

    /**
     * What is wrong with a key.
     *
     * @param line where it stands, from 1
     * @param text a sentence that begins with the key, for a person
     */
    record Problem(int line, String text) {}

    static FlatKeys of(Written document) {
        FlatKeys keys = new FlatKeys();
        switch (document) {
            case Written.Section root -> root.entries().forEach(keys::root);
            case Written.Nothing _ -> {} // A file of comments.
            default -> keys.problem(document.line(), "here is something that is no key.");
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

    /** Every key and every section with the line in which it begins; of a key that stands twice the last one. */
    Map<String, Integer> lines() {
        return lines;
    }

    /** What is wrong; empty when nothing is. */
    List<Problem> problems() {
        return problems;
    }

    /** Keys that don't stand under {@code weft}. */
    List<Written.Entry> strangers() {
        return strangers;
    }

    /** A problem of a key that stands here. */
    Problem problem(String key, String end) {
        return new Problem(lines.get(key), key + end);
    }

    private void problem(int line, String text) {
        problems.add(new Problem(line, text));
    }

    private void root(Written.Entry entry) {
        if (entry.key().equals(ROOT)) {
            add(ROOT, entry.value(), entry.line());
        } else {
            strangers.add(entry);
        }
    }

    private void add(String path, Written value, int line) {
        lines.put(path, line);
        switch (value) {
            case Written.Nothing _ -> withoutValue(path, line);
            case Written.Text text when text.text().isEmpty() -> withoutValue(path, line);
            case Written.Text text -> values.put(path, text.text());
            case Written.Items list -> items(path, list);
            case Written.Section section -> section(path, section);
        }
    }

    private void withoutValue(String path, int line) {
        problem(line, path + " has no value. Give it one, or remove the key.");
    }

    private void items(String path, Written.Items list) {
        if (list.items().isEmpty()) {
            emptyLists.add(path);
            values.put(path, EMPTY_LIST);
        }
        for (int i = 0; i < list.items().size(); i++) {
            Written item = list.items().get(i);
            add(path + "[" + i + "]", item, item.line());
        }
    }

    private void section(String path, Written.Section section) {
        if (section.entries().isEmpty()) {
            emptySections.add(path);
        }
        requireOnce(path + ".", section);
        for (Written.Entry entry : section.entries()) {
            if (QUOTABLE.matcher(entry.key()).matches()) {
                add(KeyName.of(path, entry.key()), entry.value(), entry.line());
            } else {
                problem(
                        entry.line(),
                        path
                                + " has a name under it that is empty or holds a quote, a backslash or a control character.");
            }
        }
    }

    private void requireOnce(String prefix, Written.Section section) {
        Map<String, Integer> seen = new HashMap<>();
        for (Written.Entry entry : section.entries()) {
            Integer before = seen.putIfAbsent(entry.key(), entry.line());
            if (before != null) {
                problem(
                        entry.line(),
                        prefix + entry.key() + " stands twice, in the lines " + before + " and " + entry.line()
                                + ". Keep one of them.");
            }
        }
    }
}
