package weft.message.store.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.message.config.MessageSettings;
import weft.message.domain.MemberIdentity;
import weft.message.store.Accounts;
import weft.message.store.Identities;
import weft.message.store.StoredIdentity;
import weft.message.store.VaultProducer;
import weft.message.store.sql.Database;
import weft.service.files.UnusableFile;
import weft.service.test.TestDatabase;
import weft.service.vault.MasterKey;
import weft.service.vault.Vault;

/** A master key that is gone, or came from another backup. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class VaultCheckTest {

    @Inject
    Database database;

    @Inject
    Accounts accounts;

    @Inject
    Identities identities;

    @Inject
    Vault vault;

    @Inject
    MessageSettings config;

    @TempDir
    Path directory;

    private MemberIdentity stored;

    @BeforeEach
    void somethingSealed() {
        stored = StoredIdentity.make(database, accounts, identities);
    }

    @AfterEach
    void deleted() {
        database.perform(transaction -> accounts.delete(transaction, stored.account()));
    }

    @Test
    void aKeyThatOpensNothingStoredStopsTheStartAndIsNamed() {
        byte[] fresh = new byte[MasterKey.LENGTH];
        new SecureRandom().nextBytes(fresh);
        VaultCheck check = new VaultCheck(database, new Vault(MasterKey.of(fresh)), config);

        assertThatThrownBy(check::check)
                .isInstanceOf(UnusableFile.class)
                .hasMessageContainingAll(config.masterKeyFile().toString(), "is not the one", "backup");
    }

    @Test
    void aKeyThatIsGoneIsNotMadeAnewBesideAccounts() {
        Path gone = directory.resolve("master.key");
        MessageSettings elsewhere = new SmallRyeConfigBuilder()
                .withMapping(MessageSettings.class)
                .withSources(new PropertiesConfigSource(
                        Map.of("weft.message.master-key-file", gone.toString()), "the test", 300))
                .addDiscoveredConverters()
                .build()
                .getConfigMapping(MessageSettings.class);
        assertThatThrownBy(() -> new VaultProducer().vault(elsewhere, database))
                .isInstanceOf(UnusableFile.class)
                .hasMessageContainingAll(gone + " isn't there, and there is data that needs it", "backup");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void theKeyThatItWasSealedWithGoesOn() {
        assertThatNoException().isThrownBy(new VaultCheck(database, vault, config)::check);
    }
}
