package weft.node.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Stock Reticulum instances that are started with a configuration each, and tell which interfaces they run. */
final class StockReader {

    private static final ObjectMapper JSON = new ObjectMapper();

    private StockReader() {}

    /**
     * What each of the configurations came to, in their order.
     *
     * @param directory for the script
     */
    static List<JsonNode> read(Path directory, List<String> configurations) throws IOException, InterruptedException {
        Path script = directory.resolve("read_configs.py");
        try (InputStream in = StockReader.class.getResourceAsStream("read_configs.py")) {
            Files.copy(in, script);
        }
        Path asked = directory.resolve("asked");
        try (BufferedWriter lines = Files.newBufferedWriter(asked)) {
            for (String text : configurations) {
                String bytes = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
                lines.write(JSON.writeValueAsString(Map.of("config", bytes)) + "\n");
            }
        }
        Process process = new ProcessBuilder(python(), script.toString())
                .redirectInput(asked.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<JsonNode> answers = new ArrayList<>();
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.add(JSON.readTree(line));
            }
        }
        process.waitFor();
        return answers;
    }

    private static String python() {
        String python = System.getProperty("test.peers.python", "");
        if (!Files.isExecutable(Path.of(python))) {
            throw new IllegalStateException("There is no Python environment with the reference peers at \"" + python
                    + "\". ./weft test makes one; or set -Dtest.peers.python to one.");
        }
        return python;
    }
}
