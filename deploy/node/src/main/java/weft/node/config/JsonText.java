package weft.node.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads JSON without making anything of its values: a number is the digits that were written. */
final class JsonText {

    private JsonText() {}

    /**
     * Reads a document.
     *
     * @throws IOException when it is no JSON
     */
    static Written read(String text) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            parser.nextToken();
            Written document = value(parser);
            if (parser.nextToken() != null) {
                throw new IOException("something follows the end of the document");
            }
            return document;
        }
    }

    private static Written value(JsonParser parser) throws IOException {
        int line = parser.currentTokenLocation().getLineNr();
        return switch (parser.currentToken()) {
            case START_OBJECT -> section(parser, line);
            case START_ARRAY -> items(parser, line);
            case VALUE_NULL -> new Written.Nothing(line);
            case null -> new Written.Nothing(line);
            default -> new Written.Text(parser.getText(), line);
        };
    }

    private static Written section(JsonParser parser, int line) throws IOException {
        List<Written.Entry> entries = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            int at = parser.currentTokenLocation().getLineNr();
            parser.nextToken();
            entries.add(new Written.Entry(key, value(parser), at));
        }
        return new Written.Section(entries, line);
    }

    private static Written items(JsonParser parser, int line) throws IOException {
        List<Written> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return new Written.Items(items, line);
    }
}
