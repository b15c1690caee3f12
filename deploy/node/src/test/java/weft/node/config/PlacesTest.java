package weft.node.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.node.database.GivenDatabase;

/** What is wrong is told with the place where the operator wrote it, and under the name that it has there. */
class PlacesTest {

    private static final ConfigurationCheck CHECK = ConfigurationCheck.ofApplication();

    @TempDir
    Path directory;

    @Test
    void whatIsWrongWithTheDatabaseHasThePlaceWhereItStands() throws IOException {
        String url = "mysql://club";
        Path file = directory.resolve("weft.yaml");
        assertThatThrownBy(() -> database("weft:\n  db:\n    url: " + url + "\n", Map.of()))
                .hasMessageStartingWith(file + ", line 3: weft.db.url must have the form ")
                .hasMessageNotContainingAny("WEFT_DB_URL", "mysql");
        assertThatThrownBy(() -> database("weft: {db: {url: x}}", Map.of("WEFT_DB_URL", url)))
                .hasMessageStartingWith("WEFT_DB_URL (in the environment): weft.db.url must have the form ");
        assertThatThrownBy(() -> database(
                        "weft: {db: {url: 'postgresql://weft@db/club'}}",
                        Map.of("WEFT_DB_PASSWORD_FILE", directory.toString())))
                .hasMessageStartingWith(
                        "WEFT_DB_PASSWORD_FILE (in the environment): The file that weft.db.password-file");
        assertThatThrownBy(() -> database(
                        "weft:\n  db: {url: 'postgresql://weft:x@db/club',\n    ca-file: " + directory + "}\n",
                        Map.of()))
                .hasMessageStartingWith(
                        file + ", line 3: The authority of the database's certificate, which weft.db.ca-file");
    }

    private void database(String text, Map<String, String> environment) throws IOException {
        CheckedConfiguration checked = checked(text, environment);
        checked.places().placing(() -> GivenDatabase.of(checked.node().db()));
    }

    @Test
    void whatIsWrongInTheEnvironmentOrOnTheCommandLineIsNamedAsItIsWrittenThere() {
        assertThatThrownBy(() -> checked("", Map.of("WEFT_HTTP_PORT", "many")))
                .hasMessageContaining("WEFT_HTTP_PORT (in the environment): weft.http.port");
        assertThatThrownBy(() -> checked("", Map.of("weft.limits.delivery-kb", "0")))
                .hasMessageContaining("weft.limits.delivery-kb (in the environment): weft.limits.delivery-kb must be");
        assertThatThrownBy(() -> checked(
                        "weft: {transport: {interfaces: {my-hub: {type: tcp-client, host: h, port: 1}}}}",
                        Map.of("WEFT_TRANSPORT_INTERFACES_MY_HUB_MODE", "x")))
                .hasMessageContaining("WEFT_TRANSPORT_INTERFACES_MY_HUB_MODE (in the environment): weft.transport.");
        System.setProperty("weft.http.port", "70000");
        try {
            assertThatThrownBy(() -> checked("weft: {http: {port: 8443}}", Map.of()))
                    .hasMessageContaining("--port (on the command line): weft.http.port must be a port");
        } finally {
            System.clearProperty("weft.http.port");
        }
    }

    private CheckedConfiguration checked(String text, Map<String, String> environment) throws IOException {
        Path file = Files.writeString(directory.resolve("weft.yaml"), text);
        return CHECK.read(List.of(ConfigurationFile.read(file, 280)), environment);
    }
}
