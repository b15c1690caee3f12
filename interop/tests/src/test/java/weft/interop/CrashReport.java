package weft.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import weft.interop.Ledger.Balance;

/** The report on killed nodes, {@code target/reports/crash-campaign.md}: its sections come from several tests of one run. */
final class CrashReport {

    private static final Path FILE = Path.of("target", "reports", "crash-campaign.md");
    private static final Map<String, String> SECTIONS = new TreeMap<>();

    private CrashReport() {}

    /** Adds a section, prints it, and writes the whole report anew. */
    static synchronized void add(String title, List<String> facts, List<Balance> balances) {
        StringBuilder text = new StringBuilder("## " + title + "\n\n");
        facts.forEach(fact -> text.append("- ").append(fact).append('\n'));
        text.append("\n| way | sent | acknowledged | held | lost | doubled |\n|---|---|---|---|---|---|\n");
        balances.forEach(balance -> text.append(balance.row()).append('\n'));
        System.out.println(text);
        SECTIONS.put(title, text.toString());
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, "# Killed nodes, and an outside ledger\n\n" + String.join("\n", SECTIONS.values()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
