package weft.lxmf.message;

import java.util.Optional;

/** How the sender would like the content to be shown (lxmf §4): a hint. The content is untrusted markup whatever it says. */
public enum Renderer {
    PLAIN,
    MICRON,
    MARKDOWN,
    BBCODE;

    /** The renderer of this number; empty for one that is not assigned. */
    public static Optional<Renderer> of(long value) {
        return value >= 0 && value < values().length ? Optional.of(values()[(int) value]) : Optional.empty();
    }

    /** The number on the wire. */
    public int value() {
        return ordinal();
    }
}
