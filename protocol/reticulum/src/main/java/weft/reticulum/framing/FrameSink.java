package weft.reticulum.framing;

import weft.reticulum.WireRejection;

/** Where a decoder puts what it found in a stream. Must not throw and must not call the decoder. */
public interface FrameSink {

    /**
     * One frame, unescaped.
     *
     * @param buffer the decoder's own, valid until this call returns; copy what must be kept
     */
    void frame(byte[] buffer, int offset, int length);

    /** A frame was thrown away: {@link WireRejection#TOO_SHORT} or {@link WireRejection#TOO_LONG}. */
    void dropped(WireRejection reason);
}
