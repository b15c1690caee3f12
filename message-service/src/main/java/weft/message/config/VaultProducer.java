package weft.message.config;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import weft.service.vault.MasterKey;
import weft.service.vault.Vault;

/** Opens the node's vault, unless the application brings one of its own. */
@Singleton
public class VaultProducer {

    @Produces
    @Singleton
    @DefaultBean
    Vault vault(MessageConfig config) {
        return new Vault(MasterKey.load(config.masterKeyFile()));
    }
}
