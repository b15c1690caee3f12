package weft.service.http;

import java.util.Optional;

/**
 * The one rule for names that people give, be it an identity, a contact, a token or the node: one line in which something is to be
 * seen and nothing hides. It refuses what is taken out of the names that others announce, so a name that was taken is shown as it is.
 */
public final class Names {

    private static final int JOINER = 0x200D;
    private static final int NON_JOINER = 0x200C;

    /** Begins a flag whose letters are tags, such as that of Scotland. */
    private static final int BLACK_FLAG = 0x1F3F4;

    private Names() {}

    /**
     * Why this is no name: a part of a sentence that begins with what the name is called.
     *
     * @return empty for a name; its length is another rule's
     */
    public static Optional<String> fault(String name) {
        int before = 0;
        for (int at = 0; at < name.length(); at += Character.charCount(before)) {
            int character = name.codePointAt(at);
            if (!mayStand(character, before)) {
                return Optional.of(
                        "is one line of text without control characters and without those that hide or turn text:"
                                + " U+%04X is not allowed.".formatted(character));
            }
            before = character;
        }
        return name.codePoints().anyMatch(Names::isVisible)
                ? Optional.empty()
                : Optional.of("has something to be seen in it, not only spaces and invisible characters.");
    }

    private static boolean mayStand(int character, int before) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            // Joins the parts of one emoji, or of one word in some scripts.
            case Character.FORMAT ->
                character == JOINER
                        || character == NON_JOINER
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
}
