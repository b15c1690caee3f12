package weft.node.config;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads YAML without making anything of its values. YAML 1.1 takes {@code yes} for a boolean, {@code 0777} for 511, {@code 1:20}
 * for 80 and {@code 2026-01-01} for a date; here each is the text that was written, and who reads a key says what it must be.
 */
final class YamlText {

    /** Deeper than any key; an anchor that holds itself would have no end. */
    private static final int DEEPEST = 20;

    /** What a scalar may be taken for without saying so; a tag that somebody wrote is none of these but {@code !!str} and the like. */
    private static final Set<Tag> PLAIN =
            Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.TIMESTAMP, Tag.NULL, Tag.MERGE);

    private YamlText() {}

    /**
     * Reads a document; an empty one is a section without keys.
     *
     * @throws IOException when it is no YAML, or uses of it what a configuration doesn't need
     */
    static Written read(String text) throws IOException {
        requirePrintable(text);
        try {
            LoaderOptions options = new LoaderOptions();
            options.setNestingDepthLimit(DEEPEST);
            options.setCodePointLimit(Integer.MAX_VALUE);
            Written document = null;
            for (Node node : new Yaml(options).composeAll(new StringReader(text))) {
                if (document != null) {
                    throw new IOException("it holds several documents, the second one from line " + line(node));
                }
                document = written(node, 0);
            }
            return document == null ? new Written.Section(List.of(), 1) : document;
        } catch (YAMLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Its own words for that have no line. */
    private static void requirePrintable(String text) throws IOException {
        int line = 1;
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            int letter = text.codePointAt(at);
            if (!StreamReader.isPrintable(letter)) {
                throw new IOException(String.format(
                        Locale.ROOT, "line %d holds the character U+%04X, which YAML doesn't allow", line, letter));
            }
            line += letter == '\n' ? 1 : 0;
        }
    }

    private static Written written(Node node, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IOException("line " + line(node) + " is nested too deeply");
        }
        return switch (node) {
            case MappingNode mapping -> section(mapping, depth);
            case SequenceNode sequence -> items(sequence, depth);
            case ScalarNode scalar -> scalar(scalar);
            default -> throw new IOException("line " + line(node) + " holds something that is no value");
        };
    }

    private static Written section(MappingNode mapping, int depth) throws IOException {
        List<Written.Entry> entries = new ArrayList<>();
        for (var tuple : mapping.getValue()) {
            Node key = tuple.getKeyNode();
            if (!(key instanceof ScalarNode scalar) || key.getTag().equals(Tag.MERGE)) {
                throw new IOException("line " + line(key) + " has a key that is no word; << is not supported");
            }
            entries.add(new Written.Entry(scalar.getValue(), written(tuple.getValueNode(), depth + 1), line(key)));
        }
        return new Written.Section(entries, line(mapping));
    }

    private static Written items(SequenceNode sequence, int depth) throws IOException {
        List<Written> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            items.add(written(item, depth + 1));
        }
        return new Written.Items(items, line(sequence));
    }

    private static Written scalar(ScalarNode scalar) throws IOException {
        if (!PLAIN.contains(scalar.getTag())) {
            throw new IOException(
                    "line " + line(scalar) + " has the tag " + scalar.getTag() + ", which is not supported");
        }
        return scalar.getTag().equals(Tag.NULL)
                ? new Written.Nothing(line(scalar))
                : new Written.Text(scalar.getValue(), line(scalar));
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
