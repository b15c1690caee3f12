package weft.lxmf.message;

import weft.reticulum.Digest;

/**
 * A short text, usually one emoji, put on a message (lxmf §4, §5).
 *
 * @param message the id of the message it is put on
 * @param text as sent; show at most {@link #MAX_SHOWN} characters
 */
public record Reaction(Digest message, String text) {

    /** Characters that clients show. */
    public static final int MAX_SHOWN = 16;
}
