package weft.node.config;

import java.util.List;

/** What stands in a configuration file, before anything is made of it: the text of each value as it was written. */
sealed interface Written {

    /** Where it begins, from 1. */
    int line();

    /** One value; quotes are taken away, and nothing else. */
    record Text(String text, int line) implements Written {}

    /** Nothing: a key that ends after its colon, {@code ~}, {@code null}. */
    record Nothing(int line) implements Written {}

    /** Several values. */
    record Items(List<Written> items, int line) implements Written {}

    /** Keys with what stands under them, in the order of the file; a key may stand twice. */
    record Section(List<Entry> entries, int line) implements Written {}

    /** A key and what stands under it. */
    record Entry(String key, Written value, int line) {}
}
