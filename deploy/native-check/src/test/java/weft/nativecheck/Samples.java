package weft.nativecheck;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** The classes that the check is tried on, as jars. */
final class Samples {

    private Samples() {}

    /** All classes of the package {@code samples} in one jar. */
    static Path jar(Path directory) throws IOException {
        Path classes = place(Samples.class);
        Path jar = directory.resolve("samples.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.list(classes.resolve("weft/nativecheck/samples"))) {
            for (Path file : files.sorted().toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
        return jar;
    }

    static Path msgpack() {
        return place(org.msgpack.core.MessagePack.class);
    }

    /** An application that begins in a class of the samples; the library is initialised while it is built, as every class of ours. */
    static ImageArguments application(Class<?> main, Path directory, String... options) throws IOException {
        return ImageArguments.of(
                main.getSimpleName().toLowerCase(Locale.ROOT),
                main.getName(),
                List.of(jar(directory), msgpack()),
                List.of(options));
    }

    private static Path place(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
