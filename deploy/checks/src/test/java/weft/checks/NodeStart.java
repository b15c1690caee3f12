package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import weft.interop.peers.FreePorts;

/** One start of a node, until it is ready, with its data in a directory. */
final class NodeStart {

    private NodeStart() {}

    /** By a command that takes the node's own ones, with nothing in its environment but what the command puts there. */
    static Tools.Outcome of(Path directory, String... command) {
        return Tools.run(
                directory,
                Stream.of(
                                List.of("env", "-i", "PATH=/usr/bin:/bin"),
                                List.of(command),
                                List.of(
                                        "start",
                                        "--data",
                                        directory.resolve("data").toString()),
                                List.of("--port", String.valueOf(FreePorts.next()), "--until-ready"))
                        .flatMap(List::stream)
                        .toList());
    }

    /** Of what a Debian package brings, unpacked into the directory and not installed. */
    static Tools.Outcome ofPackage(Path debian, Path directory) throws IOException {
        Path root = Files.createDirectory(directory.resolve("root"));
        assertThat(Tools.run("dpkg-deb", "-x", debian.toString(), root.toString())
                        .ok())
                .isTrue();
        return of(directory, root.resolve("usr/bin/weft").toString());
    }
}
