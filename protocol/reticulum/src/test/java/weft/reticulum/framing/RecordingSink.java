package weft.reticulum.framing;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import weft.reticulum.WireRejection;

/** Keeps what a decoder found, in hexadecimal. */
final class RecordingSink implements FrameSink, KissSink {

    final List<String> frames = new ArrayList<>();
    final List<Integer> commands = new ArrayList<>();
    final List<WireRejection> drops = new ArrayList<>();

    @Override
    public void frame(byte[] buffer, int offset, int length) {
        frames.add(HexFormat.of().formatHex(buffer, offset, offset + length));
    }

    @Override
    public void frame(int command, byte[] buffer, int offset, int length) {
        commands.add(command);
        if (command == Kiss.DATA) {
            frame(buffer, offset, length);
        }
    }

    @Override
    public void dropped(WireRejection reason) {
        drops.add(reason);
    }
}
