package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sources as they would be committed: what git knows or would know of, and nothing that was built. */
record SourceTree(Path directory) {

    private static final Pattern SHELL = Pattern.compile("#!\\s*/(?:usr/)?bin/(?:env )?(?:ba|da)?sh\\b.*");

    /** Copies them to an empty directory. */
    static SourceTree copiedTo(Path directory) throws IOException {
        Tools.Outcome listed =
                Tools.run("git", "-c", "core.quotePath=off", "ls-files", "--cached", "--others", "--exclude-standard");
        assertThat(listed.ok()).as(listed.output()).isTrue();
        for (String name : listed.output().lines().toList()) {
            Path from = Tools.ROOT.resolve(name);
            if (Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS)) {
                Path to = directory.resolve(name);
                Files.createDirectories(to.getParent());
                Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return new SourceTree(directory);
    }

    /** Makes a repository of it with everything in one commit. */
    SourceTree committed() {
        for (List<String> command : List.of(
                List.of("git", "init", "--quiet"),
                List.of("git", "add", "--all"),
                List.of(
                        "git",
                        "-c",
                        "user.name=t",
                        "-c",
                        "user.email=t@localhost",
                        "-c",
                        "commit.gpgsign=false",
                        "commit",
                        "-qm",
                        "all"))) {
            Tools.Outcome outcome = Tools.run(directory, command);
            assertThat(outcome.ok()).as(outcome.output()).isTrue();
        }
        return this;
    }

    /** Every shell script, by its first line. */
    List<String> shellScripts() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(SourceTree::isShell)
                    .map(file -> directory.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private static boolean isShell(Path file) {
        try (var in = Files.newInputStream(file)) {
            String start = new String(in.readNBytes(64), StandardCharsets.ISO_8859_1);
            return SHELL.matcher(start.lines().findFirst().orElse("")).matches();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file into it, with the directories it needs. */
    SourceTree with(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return this;
    }
}
