package weft.message.store;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.message.config.MessageConfig;
import weft.message.domain.MemberIdentity;
import weft.service.files.UnusableFile;
import weft.service.test.TestDatabase;
import weft.service.vault.MasterKey;
import weft.service.vault.Vault;

/** A master key that was made anew, or came from another backup. */
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
    MessageConfig config;

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
    void theKeyThatItWasSealedWithGoesOn() {
        assertThatNoException().isThrownBy(new VaultCheck(database, vault, config)::check);
    }
}
