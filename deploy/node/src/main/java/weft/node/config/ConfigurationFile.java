package weft.node.config;

import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.spi.ConfigSource;
import weft.node.StartFailure;

/** Configuration files: YAML, and JSON, which is a part of it. */
public final class ConfigurationFile {

    /** System property with the file the operator wrote. */
    public static final String OPERATORS = "node.configuration";

    /** System property with the file that an import of a Reticulum configuration wrote; the operator's beats it. */
    public static final String IMPORTED = "node.imported-configuration";

    private static final int OPERATORS_ORDINAL = 280;
    private static final int IMPORTED_ORDINAL = 270;
    private static final long LARGEST = 4_000_000;

    private ConfigurationFile() {}

    /** The files that were named for this start, none of them where none was. */
    static List<ConfigSource> ofThisStart() {
        List<ConfigSource> sources = new ArrayList<>();
        add(sources, OPERATORS, OPERATORS_ORDINAL);
        add(sources, IMPORTED, IMPORTED_ORDINAL);
        return sources;
    }

    private static void add(List<ConfigSource> sources, String property, int ordinal) {
        String file = System.getProperty(property);
        if (file != null) {
            sources.add(read(Path.of(file), ordinal));
        }
    }

    /**
     * Reads one file.
     *
     * @throws StartFailure when it can't be read or is no YAML
     */
    static ConfigSource read(Path file, int ordinal) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new StartFailure("The configuration " + file + " is larger than " + LARGEST + " bytes.");
            }
            return new YamlConfigSource(file.toString(), Files.readString(file), ordinal);
        } catch (IOException e) {
            throw new StartFailure("The configuration " + file + " can't be read", e);
        } catch (RuntimeException e) {
            throw e instanceof StartFailure
                    ? e
                    : new StartFailure("The configuration " + file + " is no valid YAML or JSON", e);
        }
    }
}
