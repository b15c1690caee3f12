package weft.auth.domain;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.text.SpoofChecker;
import com.ibm.icu.util.VersionInfo;
import java.text.Normalizer;

/**
 * What a name looks like to somebody who reads it, after Unicode Technical Standard 39: two names with one look can be taken for
 * each other.
 *
 * <p>A look is the confusable skeleton of the name as it is shown and in lower case, with {@code 1}, {@code l} and {@code i}
 * folded into one and {@code 0} and {@code o} into another. It is for comparing only, and only with looks of the same
 * {@link #VERSION}.
 */
public final class Skeleton {

    /** By whose tables, and which of our own rules, looks are made. */
    public static final String VERSION = "icu-" + VersionInfo.ICU_VERSION + "-1";

    private static final SpoofChecker SKELETONS =
            new SpoofChecker.Builder().setChecks(SpoofChecker.CONFUSABLE).build();

    /** Latin, Greek and so on by itself; Han together with what Japanese, Korean and Chinese write it with. */
    private static final SpoofChecker ONE_SCRIPT = new SpoofChecker.Builder()
            .setChecks(SpoofChecker.RESTRICTION_LEVEL
                    | SpoofChecker.MIXED_NUMBERS
                    | SpoofChecker.INVISIBLE
                    | SpoofChecker.HIDDEN_OVERLAY)
            .setRestrictionLevel(SpoofChecker.RestrictionLevel.SINGLE_SCRIPT_RESTRICTIVE)
            .build();

    private Skeleton() {}

    /** The look of a name; any text has one. */
    public static String of(String name) {
        String shown = SKELETONS.getSkeleton(Normalizer.normalize(name, Normalizer.Form.NFKC));
        // Again in lower case: capitals of one script look like capitals of another whose small letters don't.
        String small = Username.keyOf(SKELETONS.getSkeleton(Username.keyOf(shown)));
        return small.replace('i', 'l').replace('1', 'l').replace('0', 'o');
    }

    /** Whether a text's letters come from one script and its digits from one set, with no mark that hides in another. */
    static boolean isOfOneScript(String text) {
        return !ONE_SCRIPT.failsChecks(text);
    }

    /** Whether nothing is shown for a code point, as for a joiner, a filler or a selector of variants. */
    static boolean isInvisible(int codePoint) {
        return UCharacter.hasBinaryProperty(codePoint, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
    }
}
