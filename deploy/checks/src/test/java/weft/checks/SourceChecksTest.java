package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What linters say about the YAML, shell scripts and images' recipes of this repository, and what looks like a secret in it. */
class SourceChecksTest {

    /** Shaped like a token of GitHub's; made up. Written in two halves, or this file would be found too. */
    private static final String TOKEN = "ghp_" + "q7Zt2LmX9cVb4NaR8sKd1WfY6uHjP3eTgQ0i";

    @TempDir
    static Path tree;

    @TempDir
    Path place;

    private static SourceTree sources;

    @BeforeAll
    static void copy() throws IOException {
        sources = SourceTree.copiedTo(tree);
    }

    @Test
    void yamlIsWrittenInOneStyle() {
        Tools.Outcome outcome = yamllint(tree);
        assertThat(outcome.output()).isEmpty();
        assertThat(outcome.ok()).isTrue();
    }

    @Test
    void oddYamlIsFound() throws IOException {
        SourceTree bad = planted("odd.yaml", "a: 1\na:   2\nb: [ 3 ]\n").with(".gitignore", "target/\n");
        assertThat(yamllint(bad.directory()).output()).contains("(key-duplicates)", "(brackets)");
        assertThat(yamllint(bad.directory()).ok()).isFalse();
    }

    @Test
    void shellScriptsAreSound() throws IOException {
        List<String> scripts = sources.shellScripts();
        assertThat(scripts)
                .contains("weft", ".ci/run", "deploy/verify", "deploy/deb/postinst", ".github/release/sign", "mvnw");
        Tools.Outcome outcome = shellcheck(tree, scripts);
        assertThat(outcome.output()).isEmpty();
        assertThat(outcome.ok()).isTrue();
    }

    @Test
    void anUnsoundScriptIsFoundByItsFirstLine() throws IOException {
        SourceTree bad = planted("run", "#!/usr/bin/env bash\nrm -rf $1/*\n");
        assertThat(bad.shellScripts()).containsExactly("run");
        assertThat(shellcheck(bad.directory(), bad.shellScripts()).output()).contains("SC2086");
    }

    @Test
    void recipesOfImagesAreSound() throws IOException {
        List<String> recipes = recipes(tree.resolve("deploy/container"));
        assertThat(recipes).isNotEmpty();
        Tools.Outcome outcome = hadolint(recipes);
        assertThat(outcome.output()).isEmpty();
        assertThat(outcome.ok()).isTrue();
    }

    @Test
    void anUnsoundRecipeIsFound() throws IOException {
        SourceTree bad = planted("Containerfile", "FROM debian:latest\nRUN sudo apt-get install curl\n");
        Tools.Outcome outcome = hadolint(recipes(bad.directory()));
        assertThat(outcome.output()).contains("DL3007", "DL3004");
        assertThat(outcome.ok()).isFalse();
    }

    @Test
    void nothingLooksLikeASecret() {
        assertNoSecrets(gitleaks("dir", tree));
    }

    @Test
    void nothingInTheHistoryLooksLikeASecret() {
        assertNoSecrets(gitleaks("git", Tools.ROOT));
    }

    /** A token beside the test vectors, a key of another shape in one of them, and one that was committed and taken out. */
    @Test
    void secretsAreFoundBesideAndInTestVectorsAndInTheHistory() throws IOException {
        String vector = "protocol/lxmf/src/test/resources/vectors/odd.json";
        SourceTree bad = planted("notes/token.txt", "token = " + TOKEN + "\n")
                .with(vector, "{\"api_key\": \"" + TOKEN.substring(4) + "\"}\n")
                .with(".gitleaks.toml", Files.readString(Tools.ROOT.resolve(".gitleaks.toml")))
                .committed();
        Tools.Outcome here = gitleaks("dir", bad.directory());
        assertThat(here.output()).contains("notes/token.txt", vector);
        assertThat(here.ok()).isFalse();

        Files.writeString(bad.directory().resolve("notes/token.txt"), "gone\n");
        Files.writeString(bad.directory().resolve(vector), "{}\n");
        assertNoSecrets(gitleaks("dir", bad.directory()));
        assertThat(gitleaks("git", bad.directory()).output()).contains("notes/token.txt", vector);
    }

    @Test
    void keysOfTestVectorsAreKnown() throws IOException {
        String key = "{\"private_key\": \"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"}\n";
        SourceTree plain = planted("protocol/reticulum/src/test/resources/vectors/one.json", key);
        assertThat(gitleaks("dir", plain.directory()).ok()).isFalse();
        plain.with(".gitleaks.toml", Files.readString(Tools.ROOT.resolve(".gitleaks.toml")));
        assertNoSecrets(gitleaks("dir", plain.directory()));
        assertThat(gitleaks("dir", plain.with("src/one.json", key).directory()).ok())
                .isFalse();
    }

    private SourceTree planted(String name, String content) throws IOException {
        return new SourceTree(place).with(name, content);
    }

    private static Tools.Outcome yamllint(Path directory) {
        String rules = Tools.ROOT.resolve(".yamllint.yaml").toString();
        return Tools.run(directory, List.of(Tools.checker("yamllint"), "--strict", "-f", "parsable", "-c", rules, "."));
    }

    private static Tools.Outcome shellcheck(Path directory, List<String> scripts) {
        List<String> command = new ArrayList<>(List.of(Tools.checker("shellcheck")));
        command.addAll(scripts);
        return Tools.run(directory, command);
    }

    private static Tools.Outcome hadolint(List<String> recipes) {
        List<String> command = new ArrayList<>(List.of(Tools.checker("hadolint")));
        command.addAll(recipes);
        return Tools.run(Tools.ROOT, command);
    }

    private static List<String> recipes(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("Containerfile"))
                    .map(Path::toString)
                    .toList();
        }
    }

    private static Tools.Outcome gitleaks(String mode, Path directory) {
        return Tools.run(
                directory,
                List.of(Tools.checker("gitleaks"), mode, "--no-banner", "--no-color", "--redact", "-v", "."));
    }

    private static void assertNoSecrets(Tools.Outcome outcome) {
        assertThat(outcome.output()).contains("no leaks found");
        assertThat(outcome.ok()).isTrue();
    }
}
