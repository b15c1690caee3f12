package weft.auth.domain;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which passwords are taken. Length counts, in code points; there are no rules of composition. What everybody tries first
 * is refused: the commonest passwords, the username, the node's name, runs such as {@code 12345} or {@code aaaaa}, and up
 * to {@value #MAX_PIECES} of these one after the other.
 */
public final class PasswordRules {

    /** Most code points. */
    public static final int MAX_LENGTH = 256;

    /** Shortest minimum that can be configured. */
    public static final int LEAST_MIN_LENGTH = 12;

    private static final int MAX_PIECES = 3;

    /** Shorter context words are in everything. */
    private static final int MIN_CONTEXT_LENGTH = 3;

    private static final int MIN_RUN = 3;

    private final int minLength;
    private final Set<String> common;
    private final List<String> context;

    /**
     * Rules with these bounds and words.
     *
     * @param common refused passwords, in lower case
     * @param context words that anybody who knows the node would try
     */
    public PasswordRules(int minLength, Set<String> common, List<String> context) {
        if (minLength < LEAST_MIN_LENGTH) {
            throw new IllegalArgumentException(
                    "weft.auth.passwords.min-length is at least " + LEAST_MIN_LENGTH + ", not " + minLength);
        }
        this.minLength = minLength;
        this.common = Set.copyOf(common);
        this.context = List.copyOf(context);
    }

    /** Fewest code points. */
    public int minLength() {
        return minLength;
    }

    /**
     * Lets a new password pass or says why not.
     *
     * @param field that the password stands in
     * @throws Refused about the field
     */
    public void check(String field, String password, String username) {
        int length = password.codePointCount(0, password.length());
        if (length > MAX_LENGTH) {
            throw Refused.past(MAX_LENGTH, field, Refused.Reason.PASSWORD_TOO_LONG);
        }
        if (length < minLength) {
            throw Refused.past(minLength, field, Refused.Reason.PASSWORD_TOO_SHORT);
        }
        if (isGuessable(password, username)) {
            throw Refused.about(field, Refused.Reason.PASSWORD_GUESSABLE);
        }
    }

    private boolean isGuessable(String password, String username) {
        String folded = fold(password);
        List<String> words = Stream.concat(context.stream(), Stream.of(username))
                .flatMap(word -> Stream.concat(Stream.of(word), Stream.of(word.split("[^\\p{L}\\p{N}]+"))))
                .map(PasswordRules::fold)
                .filter(word -> word.length() >= MIN_CONTEXT_LENGTH)
                .distinct()
                .toList();
        return common.contains(folded) || fewestPieces(folded, words) <= MAX_PIECES;
    }

    /** How few guessable pieces make up the text; more than the maximum when it isn't made of them. */
    private int fewestPieces(String text, List<String> words) {
        int[] pieces = new int[text.length() + 1];
        for (int end = 1; end <= text.length(); end++) {
            pieces[end] = MAX_PIECES + 1;
            for (int start = 0; start < end; start++) {
                if (pieces[start] < pieces[end] - 1 && isPiece(text.substring(start, end), words)) {
                    pieces[end] = pieces[start] + 1;
                }
            }
        }
        return pieces[text.length()];
    }

    private boolean isPiece(String part, List<String> words) {
        return part.length() >= MIN_RUN
                        && (common.contains(part)
                                || isRun(part)
                                || words.stream().anyMatch(word -> isRepeated(part, word)))
                || part.length() > MIN_RUN && repeatsCommon(part);
    }

    private boolean repeatsCommon(String part) {
        for (int period = MIN_RUN; period <= part.length() / 2; period++) {
            if (part.length() % period == 0
                    && common.contains(part.substring(0, period))
                    && isRepeated(part, part.substring(0, period))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isRepeated(String part, String word) {
        return part.length() % word.length() == 0 && part.equals(word.repeat(part.length() / word.length()));
    }

    /** The same step from each character to the next: 0, up or down by one, digits wrapping round at ten. */
    private static boolean isRun(String part) {
        int step = step(part, 1);
        if (step < -1 || step > 1) {
            return false;
        }
        for (int i = 2; i < part.length(); i++) {
            if (step(part, i) != step) {
                return false;
            }
        }
        return true;
    }

    private static int step(String part, int i) {
        char before = part.charAt(i - 1);
        char here = part.charAt(i);
        if (before == '9' && here == '0') {
            return 1;
        }
        return before == '0' && here == '9' ? -1 : here - before;
    }

    private static String fold(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }
}
