package weft.node.admin;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.DotEnvConfigSourceProvider;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SysPropConfigSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;
import weft.auth.config.AuthSettings;
import weft.auth.store.keys.KeyDirectory;
import weft.node.GivenPath;
import weft.node.NodeUrl;
import weft.node.StartFailure;
import weft.node.config.ConfigurationFile;
import weft.node.config.NodeConfigSources;
import weft.node.config.NodeSettings;
import weft.node.config.Places;
import weft.service.http.PublicUrl;

/**
 * The few settings that letting people in again needs. The rest of the configuration is not looked at: a mistake in it must keep nobody
 * locked out.
 *
 * @param data the data directory, absolute
 * @param node where the database is, and where the node is found
 * @param keysDirectory with the keys of the accounts
 * @param places where the settings stand
 */
record AdminSettings(Path data, NodeSettings node, Path keysDirectory, Places places) {

    private static final String PEPPER = "pepper";
    private static final int ENVIRONMENT_ORDINAL = 300;

    /**
     * Reads them as a start of the node does: command line before environment before file.
     *
     * @param config the file; null for {@code weft.yaml} in the data directory, where there is one
     * @throws StartFailure when the file, or one of these settings, can't be read
     */
    static AdminSettings read(Path data, Path config) {
        Path root = GivenPath.directory("The data directory", data);
        System.setProperty("weft.data", root.toString());
        ConfigurationFile.nameOperators(root, config);
        SmallRyeConfig settings = settings();
        NodeSettings node = settings.getConfigMapping(NodeSettings.class);
        return new AdminSettings(
                root,
                node,
                settings.getConfigMapping(AuthSettings.class).keysDirectory(),
                Places.ofThisStart(settings));
    }

    /** What links begin with, where the configuration says so. */
    Optional<PublicUrl> publicUrl() {
        return node.http().publicUrl();
    }

    /** A page of the node: as it is reached from outside, or else from this machine, at the port that the configuration has. */
    String page(String path) {
        return publicUrl().map(url -> url.link("/" + path)).orElseGet(() -> NodeUrl.of(node.http()) + path);
    }

    private static SmallRyeConfig settings() {
        try {
            return new SmallRyeConfigBuilder()
                    .addDefaultInterceptors()
                    .addDiscoveredInterceptors()
                    .addDiscoveredConverters()
                    .addPropertiesSources()
                    .withSources(new SysPropConfigSource(), new EnvConfigSource(System.getenv(), ENVIRONMENT_ORDINAL))
                    .withSources(files())
                    .withMapping(NodeSettings.class)
                    .withMapping(AuthSettings.class)
                    .withValidateUnknown(false)
                    .build();
        } catch (ConfigValidationException | NoSuchElementException | IllegalArgumentException wrong) {
            throw new StartFailure("The configuration can't be read", wrong);
        }
    }

    private static List<ConfigSource> files() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        List<ConfigSource> files = new ArrayList<>(new DotEnvConfigSourceProvider().getConfigSources(loader));
        new NodeConfigSources().getConfigSources(loader).forEach(files::add);
        return files;
    }

    /**
     * The keys of the accounts.
     *
     * @throws StartFailure when there are none: none are made here
     */
    KeyDirectory keys() {
        if (!Files.exists(keysDirectory.resolve(PEPPER))) {
            throw new StartFailure("The keys of the node aren't in " + keysDirectory
                    + ". Name the data directory of the node with --data, and its configuration with --config.");
        }
        return KeyDirectory.in(keysDirectory);
    }
}
