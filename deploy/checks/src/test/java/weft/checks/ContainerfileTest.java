package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every Containerfile is held to, beside what hadolint says of it. */
class ContainerfileTest {

    private static final Pattern BASE = Pattern.compile("(?m)^ARG BASE=\\S+@sha256:[0-9a-f]{64}$");
    private static final Pattern USER = Pattern.compile("(?m)^USER (\\d+):(\\d+)$");
    private static final int NOBODYS_LEAST_ID = 10_000;

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Tools.ROOT.resolve("deploy/container"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("Containerfile")).toList().stream();
        }
    }

    @Test
    void thereIsOneForEachVariant() throws IOException {
        assertThat(files().map(file -> file.getFileName().toString()))
                .containsExactlyInAnyOrder("Containerfile", "Containerfile.native");
    }

    @ParameterizedTest
    @MethodSource("files")
    void itKeepsTheRules(Path file) throws IOException {
        assertThat(broken(Files.readString(file))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ARG BASE=example.org/base:1\nFROM ${BASE}\nUSER 10001:10001\nHEALTHCHECK NONE\nENTRYPOINT [\"/a\"]\n",
                "ARG BASE=b@sha256:%64\nFROM ${BASE}\nFROM other:1\nUSER 10001:10001\nHEALTHCHECK NONE\nENTRYPOINT [\"/a\"]\n",
                "ARG BASE=b@sha256:%64\nFROM ${BASE}\nUSER 1000:10001\nHEALTHCHECK NONE\nENTRYPOINT [\"/a\"]\n",
                "ARG BASE=b@sha256:%64\nFROM ${BASE}\nHEALTHCHECK NONE\nENTRYPOINT [\"/a\"]\n",
                "ARG BASE=b@sha256:%64\nFROM ${BASE}\nRUN true\nUSER 10001:10001\nHEALTHCHECK NONE\nENTRYPOINT [\"/a\"]\n",
                "ARG BASE=b@sha256:%64\nFROM ${BASE}\nUSER 10001:10001\nHEALTHCHECK NONE\nENTRYPOINT /a\n",
                "ARG BASE=b@sha256:%64\nFROM ${BASE}\nUSER 10001:10001\nENTRYPOINT [\"/a\"]\n"
            })
    void eachRuleIsSeenBroken(String bad) {
        assertThat(broken(bad.replace("%64", "0".repeat(64)))).hasSize(1);
    }

    private static List<String> broken(String text) {
        Matcher user = USER.matcher(text);
        boolean nobody = user.find()
                && Integer.parseInt(user.group(1)) >= NOBODYS_LEAST_ID
                && Integer.parseInt(user.group(2)) >= NOBODYS_LEAST_ID;
        return Stream.of(
                        BASE.matcher(text).find() ? "" : "the base has no digest",
                        text.lines()
                                        .filter(line -> line.startsWith("FROM "))
                                        .toList()
                                        .equals(List.of("FROM ${BASE}"))
                                ? ""
                                : "there is another base",
                        nobody ? "" : "the user is somebody",
                        text.lines().noneMatch(line -> line.startsWith("RUN ")) ? "" : "something runs in the base",
                        text.contains("\nENTRYPOINT [") ? "" : "the entry point wants a shell",
                        text.contains("\nHEALTHCHECK ") ? "" : "nothing is said of a health check")
                .filter(rule -> !rule.isEmpty())
                .toList();
    }
}
