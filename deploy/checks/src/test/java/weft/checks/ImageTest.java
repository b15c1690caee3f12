package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.interop.peers.FreePorts;

/** The image of the node, built of what this build made and run as a cluster would: as nobody, read-only, without capabilities. */
class ImageTest {

    private static final Duration READY = Duration.ofSeconds(90);
    private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "ash", "busybox", "zsh");
    private static final int NOBODYS_LEAST_ID = 10_000;

    @TempDir
    static Path directory;

    private static Containers containers;
    private static String image;

    @BeforeAll
    static void build() throws IOException {
        containers = new Containers(directory);
        image = containers.imageOf("node");
    }

    @AfterAll
    static void end() {
        containers.close();
    }

    @Test
    void itRunsAsNobodyWithNothingWritableAndServesItsHealthCheck() throws Exception {
        int https = FreePorts.next();
        int management = FreePorts.next();
        try (EmbeddedPostgres database = durableDatabase()) {
            String container = containers.run(List.of(
                    "--volume",
                    dataOf("ready") + ":/var/lib/weft",
                    "--env",
                    "WEFT_HTTP_PORT=" + https,
                    "--env",
                    "WEFT_MANAGEMENT_PORT=" + management,
                    "--env",
                    "WEFT_DB_URL=postgresql://postgres:postgres@127.0.0.1:" + database.getPort() + "/postgres",
                    image));
            awaitReady(container, management);

            assertConfined(containers.pid(container));
            Tools.Outcome health = containers.healthCheck(container);
            assertThat(health.ok()).as(health.output()).isTrue();
        }
    }

    @Test
    void withoutADatabaseItSaysWhatIsMissing() throws IOException {
        String container = containers.run(List.of("--volume", dataOf("absent") + ":/var/lib/weft", image));
        Awaitility.await().atMost(READY).untilAsserted(() -> assertThat(containers.logs(container))
                .contains("This node has no PostgreSQL")
                .contains("WEFT_DB_URL="));
    }

    private static EmbeddedPostgres durableDatabase() throws IOException {
        return EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
    }

    /** A directory that the container's user owns. */
    private static Path dataOf(String container) throws IOException {
        Path data = Files.createDirectory(directory.resolve(container));
        assertThat(Tools.run("chown", "10001:10001", data.toString()).ok()).isTrue();
        return data;
    }

    @Test
    void itHasNoShellAndNoProgramOfAnotherUser() throws IOException {
        Path root = containers.mounted(image);
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> all = files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .toList();
            assertThat(all).hasSizeGreaterThan(200).allSatisfy(file -> {
                assertThat(SHELLS).doesNotContain(file.getFileName().toString());
                int mode = (Integer) Files.getAttribute(file, "unix:mode");
                assertThat(mode & 06000).as("setuid or setgid of %s", file).isZero();
                assertThat(Files.readAttributes(file, PosixFileAttributes.class).permissions())
                        .as("of %s", file)
                        .doesNotContain(PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);
            });
        }
    }

    /** Docker gives a new named volume the owner of this directory; nobody else could make it writable in time. */
    @Test
    void whereTheDataGoesBelongsToItsUser() throws IOException {
        Path data = containers.mounted(image).resolve("var/lib/weft");
        assertThat(Files.getAttribute(data, "unix:uid")).isEqualTo(10001);
        assertThat(Files.getAttribute(data, "unix:gid")).isEqualTo(10001);
        assertThat(Files.getPosixFilePermissions(data))
                .contains(PosixFilePermission.OWNER_WRITE)
                .doesNotContain(PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);
        try (Stream<Path> content = Files.list(data)) {
            assertThat(content).isEmpty();
        }
    }

    @Test
    void itSaysWhatItIs() {
        assertThat(containers.inspect(image, "{{.Config.User}}")).isEqualTo("10001:10001");
        assertThat(containers.inspect(image, "{{index .Config.Labels \"org.opencontainers.image.title\"}}"))
                .isEqualTo("Weft node");
        assertThat(containers.inspect(image, "{{index .Config.Labels \"org.opencontainers.image.version\"}}"))
                .isEqualTo("1.2.3");
    }

    private static void awaitReady(String container, int management) {
        HttpRequest ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/q/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            Awaitility.await()
                    .atMost(READY)
                    .failFast(() -> assertThat(Files.exists(Path.of("/proc/" + containers.pid(container))))
                            .as(containers.logs(container))
                            .isTrue())
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> http.send(ready, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200);
        }
    }

    /** What the kernel says of the process. */
    private static void assertConfined(long pid) throws IOException {
        String status = Files.readString(Path.of("/proc/" + pid + "/status"));
        for (String id : List.of("Uid:", "Gid:")) {
            String[] ids = line(status, id).split("\\s+");
            assertThat(ids)
                    .allSatisfy(each -> assertThat(Integer.parseInt(each)).isGreaterThanOrEqualTo(NOBODYS_LEAST_ID));
        }
        for (String capabilities : List.of("CapEff:", "CapPrm:", "CapBnd:", "CapInh:", "CapAmb:")) {
            assertThat(line(status, capabilities)).isEqualTo("0000000000000000");
        }
        assertThat(line(status, "NoNewPrivs:")).isEqualTo("1");
        assertThat(line(status, "Seccomp:")).isEqualTo("2");
        assertThat(Files.readAllLines(Path.of("/proc/" + pid + "/mountinfo")))
                .filteredOn(mount -> mount.split(" ")[4].equals("/"))
                .singleElement()
                .satisfies(mount -> assertThat(mount.split(" ")[5].split(",")).contains("ro"));
    }

    private static String line(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).strip())
                .findFirst()
                .orElseThrow();
    }
}
