package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node beside a PostgreSQL of somebody else's that shows a certificate. */
class DatabaseTrustTest {

    @TempDir
    Path directory;

    @BeforeEach
    void twoAuthoritiesAndACertificate() {
        openssl("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority -keyout ca.key -out ca.crt");
        openssl("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=somebody -keyout other.key -out other.crt");
        openssl("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=database -addext subjectAltName=DNS:localhost"
                + " -CA ca.crt -CAkey ca.key -keyout server.key -out server.crt");
    }

    @Test
    void everyConnectionIsEncryptedAndVerified() throws Exception {
        try (EmbeddedPostgres database = withCertificate()) {
            // From here on the server turns away whoever comes without TLS.
            Files.writeString(
                    directory.resolve("postgres/pg_hba.conf"),
                    "hostssl all all 127.0.0.1/32 trust\nhostssl all all ::1/128 trust\n");
            ask(database, "select pg_reload_conf()");

            Tools.Outcome started = start(database, "ca.crt");

            assertThat(started.output()).contains("Ready after").doesNotContain("Exception");
            assertThat(started.ok()).isTrue();
        }
    }

    @Test
    void aDatabaseWithACertificateOfSomebodyElseGetsNothing() throws Exception {
        try (EmbeddedPostgres database = withCertificate()) {
            Tools.Outcome started = start(database, "other.crt");

            assertThat(started.ok()).isFalse();
            assertThat(started.output()).contains("can't be prepared").doesNotContain("Exception\n\tat");
            assertThat(ask(database, "select count(*) from pg_roles where rolname like 'weft%'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void anAuthorityThatCantBeReadIsNamed() throws Exception {
        try (EmbeddedPostgres database = withCertificate()) {
            Tools.Outcome started = start(database, "absent.crt");

            assertThat(started.ok()).isFalse();
            assertThat(started.output()).contains("which weft.db.ca-file names, ", "absent.crt isn't there.");
        }
    }

    private EmbeddedPostgres withCertificate() throws IOException {
        Files.setPosixFilePermissions(directory.resolve("server.key"), PosixFilePermissions.fromString("rw-------"));
        return EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("postgres"))
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("ssl", "on")
                .setServerConfig(
                        "ssl_cert_file", directory.resolve("server.crt").toString())
                .setServerConfig("ssl_key_file", directory.resolve("server.key").toString())
                .start();
    }

    private Tools.Outcome start(EmbeddedPostgres database, String authority) {
        return NodeStart.of(
                directory,
                "WEFT_DB_URL=postgresql://postgres:postgres@localhost:" + database.getPort() + "/postgres",
                "WEFT_DB_CA_FILE=" + directory.resolve(authority),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Tools.ROOT.resolve("deploy/node/target/quarkus-app/weft.jar").toString());
    }

    private static String ask(EmbeddedPostgres database, String question) throws SQLException {
        try (Connection connection = database.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getString(1);
        }
    }

    private void openssl(String arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        Tools.Outcome outcome = Tools.run(directory, command);
        assertThat(outcome.ok()).as(outcome.output()).isTrue();
    }
}
