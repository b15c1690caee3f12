package weft.nativecheck;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A native image builder that runs on a copy of the JDK: its jars as they are in Maven Central, and in the JDK's directory what a
 * GraalVM distribution would have there and the builder asks for before it links. The libraries among those are empty, for nothing
 * is linked.
 *
 * @param home the directory that holds all of it
 */
record Builder(Path home) {

    private static final String MODULE = "org.graalvm.nativeimage.builder";
    private static final String PLATFORM = "linux-amd64";

    /** These of the builder's own are asked for by name. */
    private static final List<String> OWN_LIBRARIES = List.of("libchelper", "jvm", "svm_container");

    /**
     * Puts everything in place in an empty directory.
     *
     * @param jars the builder's jars, all in one directory
     * @param stubs our C sources
     * @throws IOException when something can't be written, or the C compiler refuses its source: the message holds what it said
     */
    static Builder at(Path home, Path jars, Path stubs) throws IOException {
        Builder builder = new Builder(home.toAbsolutePath().normalize());
        copy(Path.of(System.getProperty("java.home")), builder.jdk());
        try (Stream<Path> all = Files.list(jars)) {
            for (Path jar : all.filter(file -> file.toString().endsWith(".jar")).toList()) {
                boolean compiler = jar.getFileName().toString().startsWith("compiler-");
                Path place = compiler ? builder.upgraded() : builder.modules();
                Files.createDirectories(place);
                Files.copy(jar, place.resolve(jar.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        builder.addReporter(stubs.resolve("reporter.c"));
        builder.addEmptyLibraries();
        copy(stubs.resolve("include"), builder.libraries().resolve("include"));
        Files.write(builder.exports(), builder.concealed());
        return builder;
    }

    /** The JDK that runs the builder, and whose classes the image gets. */
    Path jdk() {
        return home.resolve("jdk");
    }

    /** Where the builder looks for its headers and libraries. */
    Path libraries() {
        return jdk().resolve("lib/svm/clibraries").resolve(PLATFORM);
    }

    /**
     * The command that builds an image.
     *
     * @param application what is built
     * @param directory where the image's file, its reports and what is written on the way go; it is there
     * @param heap how much the builder may take for its objects, as {@code -Xmx} has it
     */
    List<String> command(ImageArguments application, Path directory, String heap) throws IOException {
        Path file = directory.resolve("image.args");
        Files.writeString(file, String.join("\0", arguments(application, directory)));
        List<String> command = new ArrayList<>(List.of(
                "nice",
                "-n",
                "19",
                jdk().resolve("bin/java").toString(),
                "-XX:+UseParallelGC",
                "-XX:+UnlockExperimentalVMOptions",
                "-XX:+EnableJVMCI",
                "-XX:-UseJVMCICompiler",
                "-Xshare:off",
                "-Xss10m",
                "-Xmx" + heap,
                "-XX:+ExitOnOutOfMemoryError",
                "--upgrade-module-path",
                upgraded().toString(),
                "-p",
                modules().toString(),
                "--add-modules",
                "ALL-DEFAULT",
                "--enable-native-access=" + MODULE,
                "@" + exports(),
                "-Dcom.oracle.graalvm.isaot=true",
                "-Djava.awt.headless=true",
                "-Djava.lang.invoke.VarHandle.VAR_HANDLE_GUARDS=false",
                "-Djava.lang.invoke.InnerClassLambdaMetafactory.initializeLambdas=false",
                "-Djava.lang.invoke.MethodHandle.DONT_INLINE_THRESHOLD=-1",
                "-Djava.lang.invoke.MethodHandle.PROFILE_GWT=false",
                "-Djdk.internal.lambda.disableEagerInitialization=true",
                "-Djava.system.class.loader=com.oracle.svm.hosted.NativeImageSystemClassLoader",
                "-Dorg.graalvm.nativeimage.imagecode=buildtime",
                "-Dorg.graalvm.vendor=Community",
                "-Dorg.graalvm.version=" + version(),
                "-Dorg.graalvm.vendorversion=GraalVM CE " + version(),
                "-Dsubstratevm.HostLibC=glibc",
                // The JDK is not the one that the builder was made with, only of the same feature release.
                "-Dsubstratevm.IgnoreGraalVersionCheck=true",
                "-Dgraalvm.ForcePolyglotInvalid=true",
                "-Dgraalvm.locatorDisabled=true"));
        command.addAll(application.machine());
        command.addAll(List.of(
                "-m", MODULE + "/com.oracle.svm.hosted.NativeImageGeneratorRunner", "--image-args-file=" + file));
        return command;
    }

    private List<String> arguments(ImageArguments application, Path directory) throws IOException {
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        List<String> arguments = new ArrayList<>(List.of(
                "-imagecp", application.classPath().stream().map(Path::toString).collect(Collectors.joining(":"))));
        arguments.addAll(application.options());
        arguments.add("-H:CLibraryPath@driver=" + libraries());
        arguments.add("-H:Path@driver=" + directory);
        arguments.add("-H:TempDirectory@driver=" + temporary);
        arguments.add("-H:Class@user+api=" + application.mainClass());
        arguments.add("-H:Name@user+api=" + application.name());
        arguments.add("-H:ImageBuildID@driver="
                + UUID.nameUUIDFromBytes(application.name().getBytes(StandardCharsets.UTF_8)));
        arguments.add("-H:+PrintClassInitialization@driver");
        // The object file is whole; what follows is the linker's.
        arguments.add("-H:+ExitAfterRelocatableImageWrite@driver");
        return arguments;
    }

    /** As the jar of the builder's main module has it in its name. */
    String version() throws IOException {
        try (Stream<Path> jars = Files.list(modules())) {
            return jars.map(jar -> jar.getFileName().toString())
                    .filter(name -> name.matches("svm-[0-9].*\\.jar"))
                    .map(name -> name.substring("svm-".length(), name.length() - ".jar".length()))
                    .findFirst()
                    .orElseThrow(() -> new IOException("the builder is not among the jars in " + modules()));
        }
    }

    private Path modules() {
        return home.resolve("modules");
    }

    private Path upgraded() {
        return home.resolve("upgraded");
    }

    private Path exports() {
        return home.resolve("exports.args");
    }

    private void addReporter(Path source) throws IOException {
        Path place = Files.createDirectories(jdk().resolve("lib/svm/builder/lib"));
        Path include = jdk().resolve("include");
        Command.run(
                "cc",
                "-shared",
                "-fPIC",
                "-I" + include,
                "-I" + include.resolve("linux"),
                "-o",
                place.resolve("libreporterchelper.so").toString(),
                source.toString());
    }

    private void addEmptyLibraries() throws IOException {
        Path place = Files.createDirectories(
                jdk().resolve("lib/static").resolve(PLATFORM).resolve("glibc"));
        try (Stream<Path> libraries = Files.list(jdk().resolve("lib"))) {
            for (Path library :
                    libraries.filter(file -> file.toString().endsWith(".so")).toList()) {
                String name = library.getFileName().toString();
                empty(place.resolve(name.substring(0, name.length() - ".so".length()) + ".a"));
            }
        }
        Files.createDirectories(libraries());
        for (String name : OWN_LIBRARIES) {
            empty(libraries().resolve("lib" + name + ".a"));
        }
    }

    private static void empty(Path archive) throws IOException {
        Files.writeString(archive, "!<arch>\n");
    }

    /** Every package of the JDK that isn't open to everybody, opened to the builder's modules. */
    private List<String> concealed() {
        Set<String> readers = names(ModuleFinder.of(modules(), upgraded()).findAll().stream());
        String all = String.join(",", readers);
        List<String> exports = new ArrayList<>();
        for (ModuleDescriptor module : resolved()) {
            Set<String> open = module.exports().stream()
                    .filter(export -> !export.isQualified())
                    .map(ModuleDescriptor.Exports::source)
                    .collect(Collectors.toSet());
            for (String name : module.packages()) {
                if (!readers.contains(module.name()) && !open.contains(name)) {
                    exports.add("--add-exports=" + module.name() + "/" + name + "=" + all);
                }
            }
        }
        exports.sort(null);
        return exports;
    }

    /** The modules that are there when the builder runs: what it requires, and what a program without modules has. */
    private List<ModuleDescriptor> resolved() {
        Set<String> roots = names(ModuleFinder.of(modules()).findAll().stream());
        ModuleLayer.boot().configuration().modules().forEach(module -> roots.add(module.name()));
        ModuleFinder finder =
                ModuleFinder.compose(ModuleFinder.of(upgraded()), ModuleFinder.ofSystem(), ModuleFinder.of(modules()));
        return Configuration.empty().resolve(finder, ModuleFinder.of(), roots).modules().stream()
                .map(module -> module.reference().descriptor())
                .toList();
    }

    private static Set<String> names(Stream<ModuleReference> modules) {
        return modules.map(module -> module.descriptor().name()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(to.resolve(from.relativize(directory).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                // A link of the system's, such as to its certificate authorities, becomes the file.
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.REPLACE_EXISTING);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
