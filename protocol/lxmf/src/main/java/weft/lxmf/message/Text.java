package weft.lxmf.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Text from strangers: strict UTF-8, and what must not reach a screen or a file name. */
public final class Text {

    /** Begins a flag whose letters are tags, such as that of Scotland. */
    private static final int BLACK_FLAG = 0x1F3F4;

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
        return shown.codePoints().anyMatch(Text::isVisible) ? shown : "";
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
            if (isShowable(character, before)) {
                shown.appendCodePoint(character);
                before = character;
            }
        }
        return shown.toString();
    }

    private static boolean isShowable(int character, int before) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            // Joins the parts of one emoji or of one word in some scripts; alone it does no harm.
            case Character.FORMAT ->
                character == 0x200D
                        || character == 0x200C
                        || isTag(character) && (before == BLACK_FLAG || isTag(before));
            default -> true;
        };
    }

    private static boolean isTag(int character) {
        return character >= 0xE0020 && character <= 0xE007F;
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.SPACE_SEPARATOR,
                    Character.FORMAT,
                    Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.UNASSIGNED -> false;
            // Fillers of Hangul, and the Braille pattern without dots.
            default ->
                character != 0x115F
                        && character != 0x1160
                        && character != 0x3164
                        && character != 0xFFA0
                        && character != 0x2800;
        };
    }

    /** At most {@code limit} chars, never half of a surrogate pair. */
    public static String truncate(String text, int limit) {
        if (text.length() <= limit) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit);
    }
}
