package weft.lxmf.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import weft.names.NameCharacters;

/** Text from strangers: strict UTF-8, and what must not reach a screen or a file name. */
public final class Text {

    private Text() {}

    /** The text of these bytes; empty when they are not UTF-8. */
    public static Optional<String> decode(byte[] utf8) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /**
     * A name as it may be shown: no control or direction characters, trimmed, at most {@code limit} characters; empty when nothing
     * of it is to be seen.
     */
    public static String clean(String name, int limit) {
        String shown = truncate(withoutControls(name).strip(), limit).strip();
        return shown.codePoints().anyMatch(NameCharacters::isVisible) ? shown : "";
    }

    /**
     * Without control, format (which holds the direction marks) and line-breaking characters. What joins the parts of one emoji or
     * one word stays.
     */
    static String withoutControls(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        int before = 0;
        for (int at = 0; at < text.length(); ) {
            int character = text.codePointAt(at);
            at += Character.charCount(character);
            if (NameCharacters.mayStand(character, before)) {
                shown.appendCodePoint(character);
                before = character;
            }
        }
        return shown.toString();
    }

    /** At most {@code limit} chars, never half of a surrogate pair. */
    public static String truncate(String text, int limit) {
        if (text.length() <= limit) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit);
    }
}
