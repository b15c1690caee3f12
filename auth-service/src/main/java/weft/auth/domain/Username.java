package weft.auth.domain;

import java.text.Normalizer;
import java.util.Locale;

/**
 * The name of an account.
 *
 * <p>It is normalised to NFKC. It has 2 to {@value #MAX_LENGTH} characters: letters and digits, and {@code . _ -} between
 * them. Its letters come from one script, so that no name looks like another one spelt in a second script, and none is
 * invisible. Names that differ only in case are the same name.
 *
 * @param text as it is shown
 * @param key what two names are compared by
 * @param look what a new name must not share with one that is there
 */
public record Username(String text, String key, String look) {

    /** Most characters, in code points. */
    public static final int MAX_LENGTH = 32;

    /** Most code points of what is typed for one and looked at at all. */
    public static final int MAX_TYPED = 100;

    /** Fewest characters, in code points. */
    public static final int MIN_LENGTH = 2;

    /**
     * The name made from what was typed.
     *
     * @throws Refused naming the rule that is broken
     */
    public static Username of(String typed) {
        String text = Normalizer.normalize(typed, Normalizer.Form.NFKC);
        int length = text.codePointCount(0, text.length());
        if (length < MIN_LENGTH || length > MAX_LENGTH) {
            throw Refused.username("A username has " + MIN_LENGTH + " to " + MAX_LENGTH + " characters.");
        }
        if (!text.codePoints().allMatch(Username::allowed)) {
            throw Refused.username("A username is made of letters, digits, dots, hyphens and underscores.");
        }
        if (!Character.isLetterOrDigit(text.codePointAt(0)) || isJoint(text.codePointBefore(text.length()))) {
            throw Refused.username("A username starts with a letter or digit and ends with one.");
        }
        if (!Skeleton.isOfOneScript(text)) {
            throw Refused.username("The letters of a username come from one alphabet, and its digits from one.");
        }
        return new Username(text, keyOf(text), Skeleton.of(text));
    }

    /** What a typed name is looked up by; any text has one, whether or not it could be a username. */
    public static String keyOf(String typed) {
        String normal = Normalizer.normalize(typed, Normalizer.Form.NFKC);
        String folded = normal.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        return Normalizer.normalize(folded, Normalizer.Form.NFKC);
    }

    private static boolean allowed(int c) {
        return !Skeleton.isInvisible(c) && (Character.isLetterOrDigit(c) || isJoint(c) || isMark(c));
    }

    private static boolean isJoint(int c) {
        return c == '.' || c == '_' || c == '-';
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }
}
