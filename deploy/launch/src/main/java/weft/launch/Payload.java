package weft.launch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Every file of an installed Weft with its SHA-256: what was shipped, or what is there now.
 *
 * <p>Written as {@value #MANIFEST} in the directory itself, in the form that {@code sha256sum -c} reads: 64 hex digits, two spaces,
 * the path with forward slashes, one line a file, in the order of the paths.
 *
 * @param hashes SHA-256 in lower-case hex by path, relative to the directory
 */
record Payload(SortedMap<String, String> hashes) {

    /** The file that lists all others; it is not listed itself. */
    static final String MANIFEST = "payload.sha256";

    private static final int HEX_DIGITS = 64;
    private static final String SEPARATOR = "  ";
    private static final int BUFFER = 1 << 16;

    /** What is in the directory, links followed. */
    static Payload of(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory, FileVisitOption.FOLLOW_LINKS)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        SortedMap<String, String> hashes = new TreeMap<>();
        byte[] buffer = new byte[BUFFER];
        for (Path file : files) {
            String path = directory.relativize(file).toString().replace('\\', '/');
            if (!path.equals(MANIFEST)) {
                hashes.put(path, hash(file, buffer));
            }
        }
        return new Payload(hashes);
    }

    /**
     * What was shipped in the directory.
     *
     * @throws IOException when the manifest is absent or not one
     */
    static Payload shipped(Path directory) throws IOException {
        SortedMap<String, String> hashes = new TreeMap<>();
        Path manifest = directory.resolve(MANIFEST);
        if (Files.exists(manifest) && !Files.isRegularFile(manifest)) {
            // A pipe would hold the start for ever.
            throw new IOException(MANIFEST + " is no file");
        }
        for (String line : Files.readAllLines(manifest)) {
            int path = HEX_DIGITS + SEPARATOR.length();
            if (line.length() <= path || !line.startsWith(SEPARATOR, HEX_DIGITS)) {
                throw new IOException(MANIFEST + " has a line that is not a SHA-256 and a path");
            }
            hashes.put(line.substring(path), line.substring(0, HEX_DIGITS));
        }
        return new Payload(hashes);
    }

    /** Writes this as the directory's manifest. */
    void writeTo(Path directory) throws IOException {
        StringBuilder lines = new StringBuilder();
        hashes.forEach((path, hash) ->
                lines.append(hash).append(SEPARATOR).append(path).append('\n'));
        Files.writeString(directory.resolve(MANIFEST), lines, StandardCharsets.UTF_8);
    }

    /** How what is there differs from this, which was shipped; one sentence part a file, in the order of the paths. */
    List<String> differencesOf(Payload there) {
        List<String> differences = new ArrayList<>();
        TreeSet<String> paths = new TreeSet<>(hashes.keySet());
        paths.addAll(there.hashes.keySet());
        for (String path : paths) {
            if (!there.hashes.containsKey(path)) {
                differences.add(path + " is missing");
            } else if (!hashes.containsKey(path)) {
                differences.add(path + " was not shipped");
            } else if (!hashes.get(path).equals(there.hashes.get(path))) {
                differences.add(path + " was changed");
            }
        }
        return differences;
    }

    private static String hash(Path file, byte[] buffer) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every Java platform has SHA-256", absent);
        }
    }
}
