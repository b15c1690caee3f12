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
     * @throws CharacterCodingException when it is in another encoding; {@link #problem} says in which
     */
    public static String of(byte[] content) throws CharacterCodingException {
        if (isUtf16(content)) {
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
        int at = firstWrong(content);
        long line = 1;
        for (int i = 0; i < at; i++) {
            line += content[i] == '\n' ? 1 : 0;
        }
        return "holds bytes that are no UTF-8 text, in line " + line + "; save it as UTF-8, it may be Latin-1";
    }

    /** No text has a zero; in UTF-16 every other byte of an English word is one. */
    private static boolean isUtf16(byte[] content) {
        boolean marked = content.length > 1
                && ((content[0] == (byte) 0xFE && content[1] == (byte) 0xFF)
                        || (content[0] == (byte) 0xFF && content[1] == (byte) 0xFE));
        for (int i = 0; i < content.length && !marked; i++) {
            marked = content[i] == 0;
        }
        return marked;
    }

    private static int firstWrong(byte[] content) {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        var in = ByteBuffer.wrap(content);
        decoder.decode(in, CharBuffer.allocate(content.length + 1), true);
        return in.position();
    }
}
