package weft.benchmarks;

import java.nio.file.Path;
import weft.interop.WeftNode;

/** Nodes with the options that {@code ./weft start} gives them. */
final class Nodes {

    private Nodes() {}

    static WeftNode in(Path directory) {
        return WeftNode.in(directory)
                .withJavaOption("-XX:+UseSerialGC")
                .withJavaOption("-Xmx256m")
                .withJavaOption("-Xss512k");
    }
}
