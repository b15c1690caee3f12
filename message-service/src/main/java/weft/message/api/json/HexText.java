package weft.message.api.json;

import java.util.HexFormat;
import java.util.Locale;
import weft.reticulum.Address;

/** Bytes as hexadecimal digits, in either case. */
public final class HexText {

    private HexText() {}

    /** Whether a text is so many bytes. */
    public static boolean is(String text, int bytes) {
        return text.length() == 2 * bytes && text.chars().allMatch(HexFormat::isHexDigit);
    }

    /** The address of a text that is one. */
    public static Address address(String text) {
        return Address.parse(text.toLowerCase(Locale.ROOT));
    }
}
