package weft.reticulum.msgpack;

import java.util.Objects;

/** Steps over one object, header by header. */
final class Walk {

    /** No number of bytes or elements: the object is broken. */
    private static final long BROKEN = -1;

    private final byte[] source;
    private final int end;
    private int at;
    private int values;
    private int depth;

    /** Elements that containers seen so far still expect. */
    private long owed = 1;

    /** The same by level, as long as the levels are few. */
    private final long[] expected = new long[MsgPack.MAX_DEPTH + 1];

    private int level;

    Walk(byte[] source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        this.source = source;
        this.at = offset;
        this.end = offset + length;
        this.expected[0] = 1;
    }

    int at() {
        return at;
    }

    int values() {
        return values;
    }

    int depth() {
        return depth;
    }

    /** Goes to the end of the object; false when it has none. */
    boolean whole() {
        while (owed > 0) {
            if (at >= end) {
                return false;
            }
            owed--;
            values++;
            arriveAtLevel();
            long children = header(source[at++] & 0xff);
            // Each child needs a byte at least.
            if (children == BROKEN || owed + children > end - at) {
                return false;
            }
            owed += children;
            descend(children);
        }
        return true;
    }

    private void arriveAtLevel() {
        if (depth > MsgPack.MAX_DEPTH) {
            return;
        }
        while (expected[level] == 0) {
            level--;
        }
        expected[level]--;
        depth = Math.max(depth, level);
    }

    private void descend(long children) {
        if (children == 0 || depth > MsgPack.MAX_DEPTH) {
            return;
        }
        if (level == MsgPack.MAX_DEPTH) {
            depth = MsgPack.MAX_DEPTH + 1;
        } else {
            expected[++level] = children;
        }
    }

    /** Steps over a header and the bytes that belong to it, and says how many values follow inside. */
    private long header(int code) {
        if (code <= 0x7f || code >= 0xe0) {
            return 0;
        }
        if (code <= 0x8f) {
            return 2L * (code & 0x0f);
        }
        if (code <= 0x9f) {
            return code & 0x0f;
        }
        if (code <= 0xbf) {
            return skip(code & 0x1f);
        }
        return switch (code) {
            case 0xc0, 0xc2, 0xc3 -> 0;
            case 0xc4, 0xd9 -> skip(number(1));
            case 0xc5, 0xda -> skip(number(2));
            case 0xc6, 0xdb -> skip(number(4));
            case 0xc7 -> skipTyped(number(1));
            case 0xc8 -> skipTyped(number(2));
            case 0xc9 -> skipTyped(number(4));
            case 0xcc, 0xd0 -> skip(1);
            case 0xcd, 0xd1 -> skip(2);
            case 0xca, 0xce, 0xd2 -> skip(4);
            case 0xcb, 0xcf, 0xd3 -> skip(8);
            case 0xd4, 0xd5, 0xd6, 0xd7, 0xd8 -> skipTyped(1L << code - 0xd4);
            case 0xdc -> number(2);
            case 0xdd -> number(4);
            case 0xde -> twice(number(2));
            case 0xdf -> twice(number(4));
            default -> BROKEN;
        };
    }

    private long number(int bytes) {
        if (bytes > end - at) {
            return BROKEN;
        }
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number = number << 8 | source[at++] & 0xff;
        }
        return number;
    }

    private static long twice(long pairs) {
        return pairs == BROKEN ? BROKEN : 2 * pairs;
    }

    private long skipTyped(long bytes) {
        return bytes == BROKEN ? BROKEN : skip(bytes + 1);
    }

    private long skip(long bytes) {
        if (bytes == BROKEN || bytes > end - at) {
            return BROKEN;
        }
        at += (int) bytes;
        return 0;
    }
}
