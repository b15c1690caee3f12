package weft.service.token;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The keys of a process that neither has them itself nor fetches them: {@code weft.tokens.key-set} names a file. */
class KeySetSource {

    @Produces
    @Singleton
    @DefaultBean
    KeySet file(@ConfigProperty(name = "weft.tokens.key-set") Path file) {
        return new KeySetFile(file);
    }
}
