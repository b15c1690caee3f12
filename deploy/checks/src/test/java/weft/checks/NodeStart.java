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

    /**
     * Of what a Debian package brings, unpacked into the directory and not installed. Both the package and the node's data lie where a
     * shell would read commands in the path, the data also where letters stand that only UTF-8 has; no locale is set.
     */
    static Tools.Outcome ofPackage(Path debian, Path directory) throws IOException {
        Path root = Files.createDirectory(directory.resolve("the 'root' $(touch ran) `touch ran`"));
        assertThat(Tools.run("dpkg-deb", "-x", debian.toString(), root.toString())
                        .ok())
                .isTrue();
        Tools.Outcome started = Tools.run(
                directory,
                List.of(
                        "env",
                        "-i",
                        "PATH=/usr/bin:/bin",
                        "bash",
                        "-c",
                        // Bytes, because this process may have a locale in which it can't name them.
                        "exec \"$0\" start --data $'J\\303\\266rg\\'s \"data\" $(touch ran) `touch ran` $HOME' --port \"$1\""
                                + " --until-ready",
                        root.resolve("usr/bin/weft").toString(),
                        String.valueOf(FreePorts.next())));
        assertThat(directory.resolve("ran")).doesNotExist();
        return started;
    }
}
