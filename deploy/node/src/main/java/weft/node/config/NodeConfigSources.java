package weft.node.config;

import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.ConfigSourceProvider;

/** Puts the configuration files of this start between the environment and the defaults. */
public final class NodeConfigSources implements ConfigSourceProvider {

    @Override
    public Iterable<ConfigSource> getConfigSources(ClassLoader loader) {
        return ConfigurationFile.ofThisStart().stream()
                .map(ConfigurationFile::source)
                .toList();
    }
}
