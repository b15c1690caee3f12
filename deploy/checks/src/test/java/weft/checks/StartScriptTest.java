package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When {@code ./weft start} builds and when it does not, with a build and a Java that only say that they were called. */
class StartScriptTest {

    private static final String APPLICATION = "deploy/node/target/quarkus-app/";
    private static final Instant BUILT = Instant.parse("2026-01-02T00:00:00Z");

    @TempDir
    Path home;

    @BeforeEach
    void builtAfterTheLastChange() throws IOException {
        Files.copy(Tools.ROOT.resolve("weft"), home.resolve("weft"));
        says("mvnw", "building");
        says("deploy/node/record", "recording");
        says("jdk/bin/java", "starting");
        says("jdk/bin/javac", "");
        write("jdk/release", "JAVA_VERSION=\"25.0.3\"", BUILT);
        write("pom.xml", "", BUILT.minusSeconds(100));
        write("events/src/main/java/Event.java", "", BUILT.minusSeconds(10));
        // As it is copied: with the time at which the launcher changed last.
        write(APPLICATION + "weft.jar", "", BUILT.minusSeconds(1_000));
        write(APPLICATION + "quarkus-run.jar", "", BUILT);
    }

    @Test
    void whatIsBuiltIsOnlyStarted() {
        assertThat(start()).contains("starting").doesNotContain("building");
    }

    @Test
    void aChangedSourceIsBuilt() throws IOException {
        write("events/src/main/java/Event.java", "", BUILT.plusSeconds(1));
        assertThat(start()).containsSubsequence("building", "recording", "starting");
    }

    @Test
    void aChangedPomIsBuilt() throws IOException {
        write("pom.xml", "", BUILT.plusSeconds(1));
        assertThat(start()).containsSubsequence("building", "recording", "starting");
    }

    @Test
    void whatIsMissingIsBuilt() throws IOException {
        Files.delete(home.resolve(APPLICATION + "weft.jar"));
        assertThat(start()).containsSubsequence("building", "recording", "starting");
    }

    @Test
    void everyLauncherReadsTheSameOptionsOfJava() throws IOException {
        String shared = "java.options";
        for (String launcher : List.of(
                "weft",
                "deploy/node/record",
                "deploy/distribution/src/main/shipped/bin/weft",
                "deploy/container/Containerfile",
                "deploy/container/stage",
                ".github/release/installer")) {
            String text = Files.readString(Tools.ROOT.resolve(launcher));
            assertThat(text).as(launcher).contains(shared);
            // The check of the image's health is a program of its own.
            assertThat(text.replaceAll("HEALTHCHECK.*\n.*", "")).as(launcher).doesNotContain("UseSerialGC", "-Xss");
        }
        assertThat(Files.readString(Tools.ROOT.resolve("deploy/distribution/src/main/shipped/" + shared)))
                .contains("-Xms32m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");
    }

    @Test
    void javaNamesFilesInUtf8WhateverTheLocale() throws IOException {
        write("jdk/bin/java", "#!/bin/sh\necho LC_ALL=$LC_ALL \"$*\"\n", BUILT.minusSeconds(1_000));
        assertThat(home.resolve("jdk/bin/java").toFile().setExecutable(true)).isTrue();
        assertThat(start()).contains("LC_ALL=C.UTF-8", "java.options", "-Xmx256m");
    }

    @Test
    void whatIsForTheAdministratorIsPassedOnAsItIs() throws IOException {
        write("jdk/bin/java", "#!/bin/sh\nfor word; do echo \"<$word>\"; done\n", BUILT.minusSeconds(1_000));
        assertThat(home.resolve("jdk/bin/java").toFile().setExecutable(true)).isTrue();
        assertThat(run("admin", "unlock", "a name", "--data", "/var/lib/a b"))
                .contains("<admin>\n<unlock>\n<a name>\n<--data>\n</var/lib/a b>")
                .doesNotContain("<start>");
    }

    private String start() {
        return run("start");
    }

    private String run(String... arguments) {
        Tools.Outcome outcome = Tools.run(
                home,
                Stream.concat(Stream.of("env", "JAVA_HOME=" + home.resolve("jdk"), "./weft"), Stream.of(arguments))
                        .toList());
        assertThat(outcome.ok()).as(outcome.output()).isTrue();
        return outcome.output();
    }

    private void says(String program, String word) throws IOException {
        write(program, "#!/bin/sh\necho " + word + "\n", BUILT.minusSeconds(1_000));
        assertThat(home.resolve(program).toFile().setExecutable(true)).isTrue();
    }

    private void write(String name, String content, Instant changed) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(changed));
    }
}
