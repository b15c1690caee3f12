package weft.node.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.service.files.UnusableFile;
import weft.service.test.Damage;

/** The files that say how the node gets into its database. */
class DatabaseFilesTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void aDamagedKeyIsNamedAndNeverReplaced(Damage damage) {
        Path file = directory.resolve("database.key");
        String password =
                DatabaseSecret.load(directory, PostgresCluster.in(directory)).password("weft_auth");
        assertThat(DatabaseSecret.load(directory, PostgresCluster.in(directory)).password("weft_auth"))
                .isEqualTo(password);
        damage.doTo(file);
        for (int start = 0; start < 2; start++) {
            assertThatThrownBy(() -> DatabaseSecret.load(directory, PostgresCluster.in(directory)))
                    .isInstanceOf(UnusableFile.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void aKeyThatIsGoneIsMadeAnewOnlyWhereThereIsNoCluster() throws IOException {
        Path file = directory.resolve("database.key");
        PostgresCluster cluster = PostgresCluster.in(directory);
        // A first start that was interrupted while the cluster was made.
        Files.createDirectory(directory.resolve("postgres.new"));
        DatabaseSecret.load(directory, cluster);
        Files.createDirectory(cluster.directory());
        DatabaseSecret.load(directory, cluster);
        Files.delete(file);
        for (int start = 0; start < 2; start++) {
            assertThatThrownBy(() -> DatabaseSecret.load(directory, cluster))
                    .isInstanceOf(UnusableFile.class)
                    .hasMessageContainingAll(
                            "The key of the database " + file + " isn't there",
                            "backup",
                            cluster.directory().toString());
        }
        assertThat(file).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource
    void aDamagedAuthorityIsNamed(Damage damage) {
        Path file = directory.resolve("ca.crt");
        damage.doTo(file);
        assertThatThrownBy(() -> new DatabaseTrust(Optional.of(file)))
                .isInstanceOf(UnusableFile.class)
                .hasMessageContainingAll("weft.db.ca-file", file.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a${b", "$$", "ends in a space ", "\\"})
    void aPasswordFromAFileIsWhatStandsInIt(String password) throws IOException {
        Path file = Files.writeString(directory.resolve("password"), password + "\n");
        assertThat(DatabaseAddress.parse("postgresql://weft@db/club", Optional.of(file))
                        .password())
                .isEqualTo(password);
    }
}
