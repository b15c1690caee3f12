package weft.node.config;

import io.smallrye.config.common.MapBackedConfigSource;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;
import weft.node.GivenPath;
import weft.node.PlainText;
import weft.node.StartFailure;
import weft.service.files.SmallFile;
import weft.service.files.UnusableFile;

/** A configuration file, YAML or JSON. Its values are the text that was written, of whatever kind they look. */
public final class ConfigurationFile {

    /** System property with the file the operator wrote. */
    public static final String OPERATORS = "node.configuration";

    /** System property with the file that an import of a Reticulum configuration wrote; the operator's beats it. */
    public static final String IMPORTED = "node.imported-configuration";

    private static final int OPERATORS_ORDINAL = 280;
    private static final int IMPORTED_ORDINAL = 270;
    private static final int LARGEST = 4_000_000;

    private final Path file;
    private final int ordinal;
    private final FlatKeys keys;

    private ConfigurationFile(Path file, int ordinal, FlatKeys keys) {
        this.file = file;
        this.ordinal = ordinal;
        this.keys = keys;
    }

    /**
     * Names the operator's file for all of this process that reads it: the one given, or else {@code weft.yaml} in the data directory,
     * where there is one.
     *
     * @param given null where nobody gave one
     * @throws StartFailure when it isn't there
     */
    public static void nameOperators(Path root, Path given) {
        Path standard = root.resolve("weft.yaml");
        if (given != null || isNamed(standard)) {
            Path file = GivenPath.existing("The configuration file", given == null ? standard : given);
            System.setProperty(OPERATORS, file.toString());
        }
    }

    /** Whether something has that name. A link that leads nowhere is something that an operator wants read, not nothing. */
    public static boolean isNamed(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** The files that were named for this start, none of them where none was. */
    static List<ConfigurationFile> ofThisStart() {
        List<ConfigurationFile> files = new ArrayList<>();
        operators().ifPresent(files::add);
        named(IMPORTED, IMPORTED_ORDINAL).ifPresent(files::add);
        return files;
    }

    /** The one that the operator wrote, if there is one. */
    static Optional<ConfigurationFile> operators() {
        return named(OPERATORS, OPERATORS_ORDINAL);
    }

    private static Optional<ConfigurationFile> named(String property, int ordinal) {
        return Optional.ofNullable(System.getProperty(property)).map(file -> read(Path.of(file), ordinal));
    }

    /** The one that an earlier import wrote. */
    public static ConfigurationFile imported(Path file) {
        return read(file, IMPORTED_ORDINAL);
    }

    /** The one that an import is going to write, with that content. */
    public static ConfigurationFile imported(Path file, byte[] content) {
        return of(file, content, IMPORTED_ORDINAL);
    }

    /**
     * Reads one file.
     *
     * @throws StartFailure that names it when it can't be read or is neither YAML nor JSON
     */
    static ConfigurationFile read(Path file, int ordinal) {
        try {
            return of(file, SmallFile.bytes(file, LARGEST), ordinal);
        } catch (IOException e) {
            throw unusable(file, UnusableFile.problem(file, e));
        }
    }

    private static ConfigurationFile of(Path file, byte[] content, int ordinal) {
        try {
            return new ConfigurationFile(file, ordinal, FlatKeys.of(written(file, PlainText.of(content))));
        } catch (CharacterCodingException e) {
            throw unusable(file, PlainText.problem(content));
        }
    }

    private static StartFailure unusable(Path file, String problem) {
        return new StartFailure("The configuration " + file + " " + problem + ". Mend it, or name another.");
    }

    private static Written written(Path file, String text) {
        if (text.stripLeading().startsWith("{")) {
            try {
                return JsonText.read(text);
            } catch (IOException notJson) {
                // YAML has braces too.
            }
        }
        try {
            return YamlText.read(text);
        } catch (IOException e) {
            throw new StartFailure("The configuration " + file + " is no valid YAML or JSON: " + e.getMessage());
        }
    }

    /** Its values, for the readers of the configuration. */
    ConfigSource source() {
        return new Source(file.toString(), keys.values(), ordinal);
    }

    /** What stands in it. */
    FlatKeys keys() {
        return keys;
    }

    /** The larger one beats the other. */
    int ordinal() {
        return ordinal;
    }

    /** The file itself. */
    @Override
    public String toString() {
        return file.toString();
    }

    private static final class Source extends MapBackedConfigSource {

        private static final long serialVersionUID = 1;

        Source(String name, Map<String, String> values, int ordinal) {
            super(name, values, ordinal, false);
        }
    }
}
