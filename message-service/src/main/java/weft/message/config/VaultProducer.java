package weft.message.config;

import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import weft.service.vault.MasterKey;
import weft.service.vault.Vault;

/** Opens the node's vault, unless the application brings one of its own. */
@Singleton
public class VaultProducer {

    /** Opened at the start: a key that can't be used must stop it, and not answer the first member with an error. */
    @Produces
    @Singleton
    @DefaultBean
    @Startup
    Vault vault(MessageConfig config) {
        return new Vault(MasterKey.load(config.masterKeyFile()));
    }
}
