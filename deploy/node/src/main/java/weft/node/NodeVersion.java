package weft.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** The version this node was built as. */
public final class NodeVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"Weft " + text()};
    }

    static String text() {
        try (var in = NodeVersion.class.getResourceAsStream("version.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
