package weft.node.imports;

import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import weft.node.DataDirectory;
import weft.node.Progress;
import weft.node.StartFailure;
import weft.service.files.PrivateFile;
import weft.service.files.UnusableFile;

/**
 * Takes over a Reticulum configuration directory: its interfaces into a configuration file of the node, which the operator's
 * own file beats, and its transport identity when no program uses that any more. The directory itself is not changed.
 */
public final class ReticulumImport {

    /** Size of a stored identity, in bytes. */
    private static final int IDENTITY_LENGTH = 64;

    private final DataDirectory data;
    private final Progress progress;

    public ReticulumImport(DataDirectory data, Progress progress) {
        this.data = data;
        this.progress = progress;
    }

    /** The file that an import writes. It is read at every start once it is there. */
    public static Path written(DataDirectory data) {
        return data.file("imported-reticulum.json");
    }

    /**
     * Imports; says what was taken over and what was not.
     *
     * @param directory with a file {@code config}
     * @throws StartFailure when there is none
     */
    public void from(Path directory) {
        Path file = directory.resolve("config");
        try {
            ReticulumConfig config = ReticulumConfig.parse(Files.readAllLines(file));
            PrivateFile.write(written(data), json(config));
            identity(directory, config);
        } catch (IOException e) {
            throw new StartFailure("No Reticulum configuration can be taken over: " + file + " "
                    + UnusableFile.problem(file, e) + ". Name the directory of one with --import-reticulum.");
        }
    }

    private byte[] json(ReticulumConfig config) throws IOException {
        Map<String, Object> interfaces = new LinkedHashMap<>();
        config.interfaces().forEach((name, settings) -> {
            switch (InterfaceTranslation.of(settings)) {
                case InterfaceTranslation.Taken taken -> {
                    interfaces.put(name, taken.settings());
                    progress.step("took over the interface " + name);
                }
                case InterfaceTranslation.NotSupported left ->
                    progress.step("left the interface " + name + " behind: " + left.reason());
            }
        });
        Map<String, Object> transport = new LinkedHashMap<>();
        config.general("enable_transport").ifPresent(value -> transport.put("enabled", ReticulumConfig.yes(value)));
        transport.put("interfaces", interfaces);
        return new ObjectMapper()
                .writer(new DefaultPrettyPrinter())
                .writeValueAsBytes(Map.of("weft", Map.of("transport", transport)));
    }

    /** Two programs with one transport identity confuse the whole mesh, so a running one keeps it. */
    private void identity(Path directory, ReticulumConfig config) throws IOException {
        Path from = directory.resolve("storage").resolve("transport_identity");
        Path to = data.file("transport").resolve("transport_identity");
        if (!Files.exists(from)) {
            progress.step("took over no identity: there is none in " + from);
        } else if (Files.exists(to)) {
            progress.step("took over no identity: this node has one already");
        } else if (SharedInstance.of(config).running()) {
            progress.step("took over no identity: a Reticulum program still runs with it; stop it and import again");
        } else {
            byte[] identity = Files.readAllBytes(from);
            if (identity.length != IDENTITY_LENGTH) {
                throw new StartFailure(from + " has " + identity.length + " bytes, and an identity has "
                        + IDENTITY_LENGTH + ". Remove the file to go on without it.");
            }
            PrivateFile.write(to, identity);
            progress.step("took over the transport identity");
        }
    }
}
