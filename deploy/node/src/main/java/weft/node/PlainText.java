package weft.node;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import weft.service.files.SmallFile;

/** Text that a person wrote with whatever editor: UTF-8, with the mark in front of it that some editors set or without. */
public final class PlainText {

    private static final char MARK = '\uFEFF';

    private PlainText() {}

    /**
     * The text, without a mark in front.
     *
     * @throws CharacterCodingException when it is in another encoding or holds a zero byte; {@link #problem} says which
     */
    public static String of(byte[] content) throws CharacterCodingException {
        if (firstZero(content) < content.length || isUtf16(content)) {
            throw new CharacterCodingException();
        }
        String text = SmallFile.text(content);
        return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
    }

    /** What is wrong with content that is no such text, as the end of a sentence. */
    public static String problem(byte[] content) {
        if (isUtf16(content)) {
            return "is written in UTF-16; save it as UTF-8";
        }
        int zero = firstZero(content);
        int wrong = firstWrong(content);
        if (zero < content.length && zero <= wrong) {
            return "holds a zero byte (NUL), which no text has, in line " + line(content, zero) + "; remove it";
        }
        return "holds bytes that are no UTF-8 text, in line " + line(content, wrong)
                + "; save it as UTF-8, it may be Latin-1";
    }

    private static long line(byte[] content, int at) {
        long line = 1;
        for (int i = 0; i < at; i++) {
            line += content[i] == '\n' ? 1 : 0;
        }
        return line;
    }

    /** Where the first zero is; behind the end where there is none. */
    private static int firstZero(byte[] content) {
        int at = 0;
        while (at < content.length && content[at] != 0) {
            at++;
        }
        return at;
    }

    /** By its mark, or without one by its zeros: they are every other byte of an English word, and stand nowhere else. */
    private static boolean isUtf16(byte[] content) {
        boolean marked = content.length > 1
                && ((content[0] == (byte) 0xFE && content[1] == (byte) 0xFF)
                        || (content[0] == (byte) 0xFF && content[1] == (byte) 0xFE));
        int[] zeros = new int[2];
        for (int i = 0; i < content.length; i++) {
            zeros[i % 2] += content[i] == 0 ? 1 : 0;
        }
        int most = Math.max(zeros[0], zeros[1]);
        return marked || (content.length % 2 == 0 && most == zeros[0] + zeros[1] && most > content.length / 4);
    }

    private static int firstWrong(byte[] content) {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        var in = ByteBuffer.wrap(content);
        decoder.decode(in, CharBuffer.allocate(content.length + 1), true);
        return in.position();
    }
}
