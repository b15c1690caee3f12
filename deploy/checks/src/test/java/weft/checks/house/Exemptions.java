package weft.checks.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import weft.checks.Tools;

/** What may break a rule of the house, with its reason: the lines {@code rule | what | why} of a file. */
record Exemptions(Map<String, Map<String, String>> reasons) {

    static final Path FILE = Tools.ROOT.resolve("deploy/checks/src/test/resources/house/exemptions.txt");

    static Exemptions ofProject() {
        try {
            return parsed(Files.readString(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Exemptions parsed(String text) {
        Map<String, Map<String, String>> reasons = new HashMap<>();
        for (String line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split("\\|", -1);
            if (parts.length != 3 || parts[2].isBlank()) {
                throw new AssertionError("an exemption is \"rule | what | why\": " + line);
            }
            reasons.computeIfAbsent(parts[0].strip(), rule -> new TreeMap<>()).put(parts[1].strip(), parts[2].strip());
        }
        return new Exemptions(reasons);
    }

    Map<String, String> of(String rule) {
        return reasons.getOrDefault(rule, Map.of());
    }
}
