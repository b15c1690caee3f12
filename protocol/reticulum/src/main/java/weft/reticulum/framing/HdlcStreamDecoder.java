package weft.reticulum.framing;

import weft.reticulum.WireRejection;
import weft.reticulum.packet.Packet;

/**
 * Finds HDLC frames on a socket (rns-core §20.1, the block decoder). What stands before the first flag is skipped; a closing
 * flag also opens the next frame; unknown escapes are left as they are.
 *
 * <p>Holds at most one frame of the allowed size, whatever the peer sends without a flag. One decoder per connection, called by
 * its owner.
 */
public final class HdlcStreamDecoder {

    private final FrameBuffer frame;
    private boolean inFrame;
    private boolean escaped;

    /** @param maxFrame hardware MTU of the interface and the size of its access code, in bytes */
    public HdlcStreamDecoder(int maxFrame) {
        frame = new FrameBuffer(maxFrame);
    }

    /**
     * Takes the next bytes of the stream. Frames of 19 bytes or less, and of more than the maximum, are dropped; empty ones,
     * which peers send to keep a connection open, are ignored.
     */
    public void accept(byte[] chunk, int offset, int length, FrameSink sink) {
        for (int i = offset; i < offset + length; i++) {
            if (chunk[i] == Hdlc.FLAG) {
                finish(sink);
                inFrame = true;
            } else if (inFrame) {
                collect(chunk[i]);
            }
        }
    }

    /** Forgets a frame that has begun, for a new connection. */
    public void reset() {
        inFrame = false;
        escaped = false;
        frame.clear();
    }

    private void collect(byte value) {
        if (escaped && value == Hdlc.ESCAPED_FLAG) {
            frame.add(Hdlc.FLAG);
            escaped = false;
        } else if (escaped && value == Hdlc.ESCAPED_ESCAPE) {
            frame.add(Hdlc.ESCAPE);
            escaped = false;
        } else {
            flushEscape();
            escaped = value == Hdlc.ESCAPE;
            if (!escaped) {
                frame.add(value);
            }
        }
    }

    private void flushEscape() {
        if (escaped) {
            frame.add(Hdlc.ESCAPE);
            escaped = false;
        }
    }

    private void finish(FrameSink sink) {
        flushEscape();
        if (frame.overran()) {
            sink.dropped(WireRejection.TOO_LONG);
        } else if (frame.length() > Packet.HEADER_1) {
            sink.frame(frame.bytes(), 0, frame.length());
        } else if (!frame.isEmpty()) {
            sink.dropped(WireRejection.TOO_SHORT);
        }
        frame.clear();
    }

    int capacity() {
        return frame.capacity();
    }
}
