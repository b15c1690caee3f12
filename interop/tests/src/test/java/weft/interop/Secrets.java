package weft.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Bytes that must stand in no file, each as it is and as programs write it down: in hex, base64, UTF-16. */
record Secrets(Map<String, byte[]> wanted) {

    /**
     * A private identity and texts.
     *
     * @param key 64 bytes; each half counts for itself
     */
    static Secrets of(byte[] key, String... texts) {
        Map<String, byte[]> secrets = new LinkedHashMap<>();
        for (int half = 0; half < 2; half++) {
            byte[] bytes = Arrays.copyOfRange(key, half * 32, half * 32 + 32);
            secrets.put("key " + half, bytes);
            secrets.put("key " + half + " in hex", ascii(HexFormat.of().formatHex(bytes)));
        }
        secrets.put("key in base64", ascii(Base64.getEncoder().encodeToString(key)));
        for (String text : texts) {
            secrets.put(text, ascii(text));
            secrets.put(text + " in UTF-16", text.getBytes(StandardCharsets.UTF_16LE));
            secrets.put(text + " in hex", ascii(HexFormat.of().formatHex(ascii(text))));
            secrets.put(
                    text + " in capital hex",
                    ascii(HexFormat.of().withUpperCase().formatHex(ascii(text))));
            for (int before = 0; before < 3; before++) {
                secrets.put(text + " in base64 after " + before, ascii(base64After(before, text)));
            }
        }
        return new Secrets(secrets);
    }

    /** The characters that these bytes alone decide, where that many others of a group of three stand before them. */
    private static String base64After(int before, String text) {
        String encoded = Base64.getEncoder().encodeToString(ascii("?".repeat(before) + text));
        return encoded.substring(before == 0 ? 0 : before + 1, (before + text.length()) / 3 * 4);
    }

    /** What is said to stay visible, to see that the search finds it. */
    static Secrets bytes(String name, byte[] bytes) {
        return new Secrets(Map.of(name, bytes));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** What stands before and behind, so that one sees whose it is. */
    private static String around(String content, int at) {
        return content.substring(Math.max(0, at - 100), Math.min(content.length(), at + 100))
                .replaceAll("[^ -~]+", "·");
    }

    /** Which of them stands where, in the files below a directory. */
    List<String> hitsIn(Path directory) {
        List<String> hits = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                // Latin-1 keeps each byte as one character, so a text search finds bytes.
                String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                wanted.forEach((name, bytes) -> {
                    int at = content.indexOf(new String(bytes, StandardCharsets.ISO_8859_1));
                    if (at >= 0) {
                        hits.add(name + " in " + directory.relativize(file) + ": " + around(content, at));
                    }
                });
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return hits;
    }
}
