package weft.service.log;

/**
 * Text of a stranger as one line of a log: nothing in it can end the line, colour a terminal, turn the direction of writing or hide.
 * Such characters are written as their number, {@code \}{@code u{9b}}, so that nothing is lost to who reads the log.
 */
public final class Printable {

    private Printable() {}

    /** The text with every character that isn't to be seen as such replaced; null is the word null. */
    public static String of(String text) {
        return of(text, Integer.MAX_VALUE);
    }

    /** The same of the first {@code most} UTF-16 units, with an ellipsis when there is more. */
    public static String of(String text, int most) {
        if (text == null) {
            return "null";
        }
        int end = Math.min(text.length(), most);
        if (end < text.length() && end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        StringBuilder line = null;
        for (int i = 0; i < end; ) {
            int character = text.codePointAt(i);
            boolean shown = shown(character);
            if (!shown && line == null) {
                line = new StringBuilder(end + 16).append(text, 0, i);
            }
            if (line != null) {
                if (shown) {
                    line.appendCodePoint(character);
                } else {
                    line.append("\\u{").append(Integer.toHexString(character)).append('}');
                }
            }
            i += Character.charCount(character);
        }
        String whole = line == null ? text.substring(0, end) : line.toString();
        return end < text.length() ? whole + '…' : whole;
    }

    /** Whether {@link #of} leaves the text as it is. */
    static boolean isPrintable(String text) {
        return text.codePoints().allMatch(Printable::shown);
    }

    private static boolean shown(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
