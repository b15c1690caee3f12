package weft.message.store;

import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import weft.message.config.MessageSettings;
import weft.message.store.sql.Database;
import weft.service.vault.MasterKey;
import weft.service.vault.Vault;

/** Opens the node's vault, unless the application brings one of its own. */
@Singleton
public class VaultProducer {

    /**
     * Opened at the start: a key that can't be used must stop it, and not answer the first member with an error. Every key is
     * wrapped by the master key, so that a new one is made only while there are none.
     */
    @Produces
    @Singleton
    @DefaultBean
    @Startup
    public Vault vault(MessageSettings config, Database database) {
        return new Vault(MasterKey.load(config.masterKeyFile(), () -> database.transact(Accounts::anySealed)));
    }
}
