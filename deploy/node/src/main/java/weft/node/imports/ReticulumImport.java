package weft.node.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import weft.node.DataDirectory;
import weft.node.PlainText;
import weft.node.Progress;
import weft.node.StartFailure;
import weft.node.config.ConfigurationCheck;
import weft.node.config.ConfigurationFile;
import weft.service.config.KeyName;
import weft.service.files.PrivateFile;
import weft.service.files.SmallFile;
import weft.service.files.UnusableFile;
import weft.service.listen.ListenAddress;

/**
 * What is taken over of a Reticulum configuration directory: its interfaces, into a configuration file of the node that the operator's
 * own file beats, and its transport identity when no program uses that any more. The directory itself is not changed. Each interface
 * is checked as the node will check it at every start before anything is written; one that would be refused is left behind.
 */
public final class ReticulumImport {

    /** Size of a stored identity, in bytes. */
    private static final int IDENTITY_LENGTH = 64;

    private static final int LARGEST = 4_000_000;
    private static final String SECTION = "weft.transport.interfaces";

    private final Path directory;
    private final ReticulumConfig config;
    private final List<String> said = new ArrayList<>();
    private final Map<String, Object> transport = new LinkedHashMap<>();

    private ReticulumImport(Path directory, ReticulumConfig config) {
        this.directory = directory;
        this.config = config;
    }

    /** The file that an import writes. It is read at every start once it is there. */
    public static Path written(Path data) {
        return data.resolve("imported-reticulum.json");
    }

    /**
     * Reads a directory; writes nothing.
     *
     * @param directory with a file {@code config}
     * @param own where the node listens without what is taken over
     * @throws StartFailure when there is none, or it is no text
     */
    public static ReticulumImport of(Path directory, List<ListenAddress> own) {
        Path file = directory.resolve("config");
        try {
            byte[] content = SmallFile.bytes(file, LARGEST);
            try {
                ReticulumImport taken = new ReticulumImport(directory, ReticulumConfig.parse(PlainText.of(content)));
                taken.translate(own);
                return taken;
            } catch (CharacterCodingException e) {
                throw none(file, PlainText.problem(content));
            }
        } catch (IOException e) {
            throw none(file, UnusableFile.problem(file, e));
        }
    }

    private static StartFailure none(Path file, String problem) {
        return new StartFailure("No Reticulum configuration can be taken over: " + file + " " + problem
                + ". Name the directory of one with --import-reticulum.");
    }

    private void translate(List<ListenAddress> taken) {
        config.problems().forEach(said::add);
        transport.put("enabled", general("enable_transport").orElse(false));
        general("respond_to_probes").ifPresent(probes -> transport.put("probes", probes));
        List<ListenAddress> listeners = new ArrayList<>(taken);
        Map<String, Object> interfaces = new LinkedHashMap<>();
        for (ReticulumConfig.Interface each : config.interfaces()) {
            switch (InterfaceTranslation.of(each)) {
                case InterfaceTranslation.Taken found -> {
                    Optional<String> refusal = refusal(each.name(), found, listeners);
                    if (refusal.isPresent()) {
                        left(each.name(), refusal.get());
                    } else {
                        interfaces.put(each.name(), found.settings());
                        said.add("took over the interface " + each.name()
                                + (found.left().isEmpty() ? "" : ", without " + String.join(", ", found.left())));
                    }
                }
                case InterfaceTranslation.NotSupported found -> left(each.name(), found.reason());
            }
        }
        transport.put("interfaces", interfaces);
    }

    /** What was taken over and what was not, one sentence each. */
    List<String> said() {
        return List.copyOf(said);
    }

    private void left(String name, String reason) {
        said.add("left the interface " + name + " behind: " + reason);
    }

    private Optional<Boolean> general(String key) {
        Optional<String> written = config.general(key);
        Optional<Boolean> word = written.flatMap(ReticulumConfig::word);
        if (written.isPresent() && word.isEmpty()) {
            said.add("left " + key + " behind: it is neither yes nor no");
        }
        return word;
    }

    /** Why the node would not start with that interface; one without a fault joins those that listen. */
    private static Optional<String> refusal(
            String name, InterfaceTranslation.Taken taken, List<ListenAddress> listeners) {
        ConfigurationFile alone = ConfigurationFile.imported(
                Path.of("the Reticulum configuration"), json(Map.of("interfaces", Map.of(name, taken.settings()))));
        try {
            List<ListenAddress> all = new ArrayList<>(listeners);
            all.addAll(ConfigurationCheck.transportAlone(alone).listeners());
            Optional<String> clash = ListenAddress.clash(all);
            if (clash.isEmpty()) {
                listeners.clear();
                listeners.addAll(all);
            }
            return clash;
        } catch (StartFailure refused) {
            return Optional.of(refused.getMessage().replace(KeyName.of(SECTION, name) + ".", ""));
        }
    }

    /** The content of the file that this import writes. */
    public byte[] json() {
        return json(transport);
    }

    private static byte[] json(Map<String, Object> transport) {
        try {
            return new ObjectMapper()
                    .writer(new DefaultPrettyPrinter())
                    .writeValueAsBytes(Map.of("weft", Map.of("transport", transport)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("settings that can't be written as JSON", e);
        }
    }

    /**
     * Writes what is taken over; says so, and what is not.
     *
     * @throws StartFailure when the identity is none, or something can't be written
     */
    public void keep(DataDirectory data, Progress progress) {
        said.forEach(progress::step);
        try {
            identity(data, progress);
            PrivateFile.write(written(data.root()), json());
        } catch (IOException e) {
            throw new StartFailure("What is taken over can't be kept in " + data.root(), e);
        }
    }

    /** Two programs with one transport identity confuse the whole mesh, so a running one keeps it. */
    private void identity(DataDirectory data, Progress progress) throws IOException {
        Path from = directory.resolve("storage").resolve("transport_identity");
        Path to = data.file("transport").resolve("transport_identity");
        if (!Files.exists(from)) {
            progress.step("took over no identity: there is none in " + from);
        } else if (Files.exists(to)) {
            progress.step("took over no identity: this node has one already");
        } else if (SharedInstance.of(config).running()) {
            progress.step("took over no identity: a Reticulum program still runs with it; stop it and import again");
        } else {
            byte[] identity = SmallFile.bytes(from);
            if (identity.length != IDENTITY_LENGTH) {
                throw new StartFailure(from + " has " + identity.length + " bytes, and an identity has "
                        + IDENTITY_LENGTH + ". Remove the file to go on without it.");
            }
            PrivateFile.write(to, identity);
            progress.step("took over the transport identity");
        }
    }
}
