package weft.node.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.node.StartFailure;
import weft.service.files.UnusableFile;

class DatabaseAddressTest {

    @TempDir
    Path directory;

    @Test
    void thePasswordStandsInTheUrl() {
        DatabaseAddress address = DatabaseAddress.parse(
                "postgresql://weft:p%40ss+word@db.example:5433/club?sslmode=require", Optional.empty());
        assertThat(address.password()).isEqualTo("p@ss+word");
        assertThat(address.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:5433/club?sslmode=require");
    }

    @Test
    void orInAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "s:e@c%ret\n");
        DatabaseAddress address = DatabaseAddress.parse("postgresql://weft@db.example/club", Optional.of(file));
        assertThat(address.username()).isEqualTo("weft");
        assertThat(address.password()).isEqualTo("s:e@c%ret");
        assertThat(address.port()).isEqualTo(5432);
    }

    @Test
    void notInBoth() throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "secret");
        assertThatThrownBy(() -> DatabaseAddress.parse("postgresql://weft:other@db/club", Optional.of(file)))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("both give a password");
    }

    @Test
    void aFileThatCantBeReadIsNamed() {
        Path absent = directory.resolve("absent");
        assertThatThrownBy(() -> DatabaseAddress.parse("postgresql://weft@db/club", Optional.of(absent)))
                .isInstanceOf(UnusableFile.class)
                .hasMessageContainingAll(absent.toString(), "weft.db.password-file");
    }

    @Test
    void withoutAPasswordTheFormIsShown() {
        assertThatThrownBy(() -> DatabaseAddress.parse("postgresql://weft@db/club", Optional.empty()))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("postgresql://user:password@host:5432/database");
    }
}
