package weft.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The directory that holds everything a node keeps, taken by one process at a time. Made, for its owner only, where it is absent. */
public final class DataDirectory implements AutoCloseable {

    private static final String LOCK = "node.lock";

    private final Path root;
    private final FileChannel channel;
    private final FileLock lock;

    private DataDirectory(Path root, FileChannel channel, FileLock lock) {
        this.root = root;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Looks whether a process could take the directory, and makes nothing.
     *
     * @return it, absolute
     * @throws StartFailure when another node has it, or it can't be one
     */
    public static Path examine(Path directory) {
        Path root = GivenPath.directory("The data directory", directory);
        GivenPath.directory("The directory of the keys", root.resolve("keys"));
        Path lockFile = root.resolve(LOCK);
        if (Files.exists(lockFile) && !Files.isRegularFile(lockFile)) {
            // A pipe would hold the start for ever.
            throw new StartFailure(
                    "The file " + lockFile + " is no file, and tells that a node has the directory. Remove it.");
        }
        if (Files.isWritable(lockFile)) {
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                    FileLock lock = tryLock(channel)) {
                if (lock == null) {
                    throw taken(root);
                }
            } catch (IOException e) {
                throw unusable(root, e);
            }
        }
        return root;
    }

    private static StartFailure taken(Path root) {
        return new StartFailure(
                "Another node is running on " + root + ". Stop it first, or choose another directory with --data.");
    }

    private static StartFailure unusable(Path root, IOException e) {
        return new StartFailure(
                "The data directory " + root + " can't be used. Give this user the right to write it", e);
    }

    /**
     * Takes the directory for this process. The system gives it back when the process ends, however it ends.
     *
     * @throws StartFailure when another node has it, or it can't be made, written or worked in
     */
    public static DataDirectory take(Path directory) {
        Path root = examine(directory);
        try {
            makePrivate(root);
            makePrivate(root.resolve("keys"));
            FileChannel channel =
                    FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw taken(root);
            }
            return new DataDirectory(root, channel, lock);
        } catch (IOException e) {
            throw unusable(root, e);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException takenInThisProcess) {
            return null;
        }
    }

    private static void makePrivate(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    /** The directory itself, absolute. */
    public Path root() {
        return root;
    }

    /** Something in it. */
    public Path file(String name) {
        return root.resolve(name);
    }

    /** Gives the directory back. */
    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
