package weft.node;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of {@code weft start}. Each of them beats the environment and the configuration file. */
@Command(
        name = "weft start",
        description = "Starts the node and stays in the foreground.",
        mixinStandardHelpOptions = true,
        versionProvider = NodeVersion.class,
        sortOptions = false)
final class NodeOptions {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "Where everything is kept. Default: ./data")
    Path data;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to serve HTTPS on. Default: 127.0.0.1")
    String host;

    @Option(names = "--port", paramLabel = "N", description = "Port to serve HTTPS on. Default: 8443")
    Integer port;

    @Option(
            names = "--management-port",
            paramLabel = "N",
            description = "Loopback port of health and metrics. Default: any free one")
    Integer managementPort;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration, YAML or JSON. Default: weft.yaml in the data directory, where there is one")
    Path config;

    @Option(
            names = "--import-reticulum",
            paramLabel = "DIR",
            description = {
                "Take over the interfaces of an existing Reticulum configuration directory, and its identity",
                "when no Reticulum program is running"
            })
    Path importReticulum;

    @Option(names = "--until-ready", hidden = true, description = "End as soon as the node is ready: records a start")
    boolean untilReady;
}
