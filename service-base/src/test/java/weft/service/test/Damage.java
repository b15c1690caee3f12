package weft.service.test;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;

/** What can have happened to a small file. Every service's tests try each of these on every file that the service keeps. */
public enum Damage {
    /** A crash while something else wrote it. */
    EMPTY,
    /** Half of it. */
    TRUNCATED,
    /** Bytes that are no text in any encoding, 33 of them. */
    GARBAGE,
    DIRECTORY,
    /** The user may not read it. Root may read everything, so for root it is a file whose content can't be read. */
    UNREADABLE,
    /** A link to a place that isn't there now. */
    DANGLING_LINK,
    /**
     * A pipe. Who opens it although it is none of what he may open gets what the file held, so that a test fails and does not hang; the
     * real one has nobody at its other end.
     */
    PIPE,
    /** A link to a device that has no end. */
    DEVICE,
    /** More than the memory of a process, though not on the disk. */
    HUGE;

    private static final long HUGE_LENGTH = 2L << 30;

    private static final int GARBAGE_LENGTH = 33;

    /** Does it to that file, which may be there or not. */
    public void doTo(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            byte[] before = Files.isRegularFile(file) && Files.size(file) < HUGE_LENGTH
                    ? Files.readAllBytes(file)
                    : new byte[0];
            Files.deleteIfExists(file);
            switch (this) {
                case EMPTY -> Files.createFile(file);
                case TRUNCATED -> Files.write(file, Arrays.copyOf(before, before.length / 2));
                case GARBAGE -> Files.write(file, garbage());
                case DIRECTORY -> Files.createDirectory(file);
                case UNREADABLE -> unreadable(file, before);
                case PIPE -> pipe(file, before);
                case DEVICE -> Files.createSymbolicLink(file, Path.of("/dev/zero"));
                case HUGE -> huge(file);
                case DANGLING_LINK -> Files.createSymbolicLink(file, file.resolveSibling("nowhere"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] garbage() {
        byte[] bytes = new byte[GARBAGE_LENGTH];
        new Random(7).nextBytes(bytes);
        bytes[0] = (byte) 0xff;
        return bytes;
    }

    private static void pipe(Path file, byte[] content) throws IOException {
        try {
            if (new ProcessBuilder("mkfifo", file.toString()).start().waitFor() != 0) {
                throw new IOException("no pipe could be made at " + file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        // It waits, as a daemon, for a reader that must not come.
        Thread.ofPlatform().daemon().start(() -> {
            try (OutputStream out = new FileOutputStream(file.toFile())) {
                out.write(content);
            } catch (IOException nobodyReads) {
                // As it should be.
            }
        });
    }

    private static void huge(Path file) throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(HUGE_LENGTH);
        }
    }

    private static void unreadable(Path file, byte[] before) throws IOException {
        if (Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            Files.createSymbolicLink(file, Path.of("/proc/self/mem"));
        } else {
            Files.write(file, before);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        }
    }
}
