package weft.lxmf.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

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

    /** A name as it may be shown: no control or direction characters, trimmed, at most {@code limit} characters. */
    public static String clean(String name, int limit) {
        return truncate(withoutControls(name).strip(), limit).strip();
    }

    /** Without control, format (which holds the direction marks), private, unassigned and line-breaking characters. */
    static String withoutControls(String text) {
        return text.codePoints()
                .filter(Text::isShowable)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isShowable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            // Joins the parts of one emoji or of one word in some scripts; alone it does no harm.
            case Character.FORMAT -> codePoint == 0x200D || codePoint == 0x200C;
            default -> true;
        };
    }

    /** At most {@code limit} chars, never half of a surrogate pair. */
    static String truncate(String text, int limit) {
        if (text.length() <= limit) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit);
    }
}
