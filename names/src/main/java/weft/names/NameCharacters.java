package weft.names;

/**
 * Which characters a name may have, be it one that is announced by a stranger or one that a person gives here: those that neither end
 * its line nor hide, nor turn the text around it. What this says no to is taken out of names that are heard, and refused in names that
 * are given.
 */
public final class NameCharacters {

    private static final int JOINER = 0x200D;
    private static final int NON_JOINER = 0x200C;

    /** Begins a flag whose letters are tags, such as that of Scotland. */
    private static final int BLACK_FLAG = 0x1F3F4;

    private NameCharacters() {}

    /**
     * Whether a character may stand in a name.
     *
     * @param character a code point; half of a surrogate pair may not stand
     * @param before the code point in front of it that may stand; 0 for none
     */
    public static boolean mayStand(int character, int before) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            // Joins the parts of one emoji, or of one word in some scripts; alone it does no harm.
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

    /** Whether there is something to be seen of a character: a name of others alone looks like none. */
    public static boolean isVisible(int character) {
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
