package weft.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import weft.interop.WeftNode;

/** Nodes with the options that {@code ./weft start} gives them, and its recorded start where there is one. */
final class Nodes {

    private Nodes() {}

    static WeftNode in(Path directory) {
        WeftNode node = WeftNode.in(directory)
                .withJavaOption("-XX:+UseSerialGC")
                .withJavaOption("-Xmx256m")
                .withJavaOption("-Xss512k");
        Path recorded = Path.of(System.getProperty("weft.node.recorded", "not-recorded"));
        return Files.exists(recorded) ? node.withJavaOption("-XX:AOTCache=" + recorded) : node;
    }
}
