package weft.node.database;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import weft.node.Progress;
import weft.node.StartFailure;

/** PostgreSQL's programs, unpacked once per version from the archive that comes with the node. */
final class PostgresBinaries {

    /** What the archive holds; another one unpacks beside it. The data format is that of the major version. */
    static final String VERSION = "18.6";

    private PostgresBinaries() {}

    /**
     * The directory with {@code bin/} and {@code lib/}.
     *
     * @param cache where it is unpacked, {@code cache/postgres-…}
     */
    static Path unpacked(Path cache, Progress progress) {
        Path home = cache.resolve("postgres-" + VERSION + "-" + machine());
        if (Files.isDirectory(home)) {
            return home;
        }
        progress.step("unpacking PostgreSQL " + VERSION + ", once");
        Path draft = cache.resolve(home.getFileName() + ".new");
        try {
            delete(draft);
            unpackInto(draft);
            Files.move(draft, home, StandardCopyOption.ATOMIC_MOVE);
            return home;
        } catch (IOException e) {
            throw new StartFailure("PostgreSQL can't be unpacked to " + cache, e);
        }
    }

    /** Unpacks the archive to a directory that is absent or empty. Throws {@link StartFailure} where there is none for this machine. */
    static void unpackInto(Path directory) throws IOException {
        String machine = machine();
        try (InputStream archive = PostgresBinaries.class.getResourceAsStream("/postgres-linux-" + machine + ".txz")) {
            if (archive == null) {
                throw new StartFailure("This node has no PostgreSQL for " + machine
                        + ". Install one, and name it in weft.db.url, or in the environment: "
                        + "WEFT_DB_URL=postgresql://user:password@host:5432/database");
            }
            unpack(archive, directory);
        }
    }

    private static String machine() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> name.contains("linux") ? "x86_64" : name + "-x86_64";
            case "aarch64" -> name.contains("linux") ? "arm_64" : name + "-arm_64";
            default -> name + "-" + System.getProperty("os.arch");
        };
    }

    private static void unpack(InputStream archive, Path target) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = target.resolve(entry.getName()).normalize();
                if (!file.startsWith(target)) {
                    throw new IOException("the archive points outside itself: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else if (entry.isSymbolicLink()) {
                    Files.createDirectories(file.getParent());
                    Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                } else {
                    Files.createDirectories(file.getParent());
                    Files.copy(tar, file);
                    Files.setPosixFilePermissions(file, permissions(entry.getMode()));
                }
            }
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        boolean executable = (mode & 0100) != 0;
        Set<PosixFilePermission> permissions = EnumSet.of(
                PosixFilePermission.OWNER_READ, PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
        if (executable) {
            permissions.add(PosixFilePermission.OWNER_EXECUTE);
            permissions.add(PosixFilePermission.GROUP_EXECUTE);
            permissions.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        return permissions;
    }

    /** Removes a directory with all that is in it; one that is absent is no fault. */
    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
