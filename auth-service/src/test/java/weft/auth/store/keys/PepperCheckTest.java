package weft.auth.store.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import weft.auth.config.AuthSettings;
import weft.auth.store.sql.Statements;
import weft.service.files.UnusableFile;
import weft.service.test.TestDatabase;

/** A pepper that is gone, or came from another backup. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PepperCheckTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    Statements statements;

    @Inject
    @ReactiveDataSource("auth")
    Pool pool;

    @Inject
    KeyDirectory keys;

    @TempDir
    Path directory;

    /** First: the others call the check themselves. */
    @Test
    @Order(1)
    void theStartLeftTheMarkOfItsPepper() {
        assertThat(marks()).isOne();
        assertThatNoException().isThrownBy(new PepperCheck(statements, keys)::check);
    }

    @Test
    void anotherPepperStopsTheStartAndIsNamedAndSoAtEveryStart() {
        PepperCheck check = new PepperCheck(statements, KeyDirectory.in(directory));

        for (int start = 0; start < 2; start++) {
            assertThatThrownBy(check::check)
                    .isInstanceOf(UnusableFile.class)
                    .hasNoCause()
                    .hasMessageContainingAll(
                            directory.resolve("pepper").toString(),
                            "is not the one that the passwords in this database were made with",
                            "backup");
        }
        assertThatNoException().isThrownBy(new PepperCheck(statements, keys)::check);
    }

    @Test
    void aPepperThatIsGoneIsNotMadeAnewBesidePasswordsAndTheStartNamesIt() {
        AuthSettings elsewhere = new SmallRyeConfigBuilder()
                .withMapping(AuthSettings.class)
                .withSources(new PropertiesConfigSource(
                        Map.of("weft.auth.keys-directory", directory.toString()), "the test", 300))
                .addDiscoveredConverters()
                .build()
                .getConfigMapping(AuthSettings.class);
        for (int start = 0; start < 2; start++) {
            assertThatThrownBy(() -> new KeyDirectory(elsewhere, statements))
                    .isInstanceOf(UnusableFile.class)
                    .hasNoCause()
                    .hasMessageContainingAll(
                            directory.resolve("pepper") + " isn't there, and there is data that needs it",
                            "backup",
                            "no password of a member is right");
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void replicasOfOnePepperThatStartAtOnceAllGoOnAndLeaveOneMark() {
        pool.query("delete from auth.pepper_mark").execute().await().atMost(PATIENCE);

        CompletableFuture<?>[] starts = Stream.generate(() -> new PepperCheck(statements, keys))
                .limit(6)
                .map(replica -> CompletableFuture.runAsync(replica::check))
                .toArray(CompletableFuture[]::new);

        assertThat(CompletableFuture.allOf(starts)).succeedsWithin(PATIENCE);
        assertThat(marks()).isOne();
    }

    private long marks() {
        return pool.query("select count(*) from auth.pepper_mark")
                .execute()
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next()
                .getLong(0);
    }
}
