package weft.nativecheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/**
 * What the native image builder is told about one application, as GraalVM's {@code native-image} command would make it of the same
 * files: the arguments that Quarkus wrote, the manifest of the application's jar, and what the jars on its class path say in
 * {@code META-INF/native-image}.
 *
 * @param name what the image is called
 * @param mainClass where it begins
 * @param classPath the application's jar first
 * @param machine options of the Java machine in which the builder runs
 * @param options the builder's own, each with the place it comes from
 */
record ImageArguments(String name, String mainClass, List<Path> classPath, List<String> machine, List<String> options) {

    ImageArguments {
        classPath = List.copyOf(classPath);
        machine = List.copyOf(machine);
        options = List.copyOf(options);
    }

    /**
     * Reads the directory that {@code quarkus.native.sources-only} leaves.
     *
     * @throws IOException also when it isn't such a directory
     * @throws IllegalArgumentException when an argument is none that is known here: to leave it out would be another image
     */
    static ImageArguments of(Path directory) throws IOException {
        // The builder runs elsewhere.
        Path sources = directory.toAbsolutePath().normalize();
        OptionNames names = new OptionNames();
        List<JarMetadata.Exclusion> exclusions = new ArrayList<>();
        List<String> given = words(Files.readString(sources.resolve("native-image.args")));
        List<String> own = new ArrayList<>();
        Path runner = null;
        String name = null;
        for (int i = 0; i < given.size(); i++) {
            String argument = given.get(i);
            switch (argument) {
                case "-jar" -> runner = sources.resolve(given.get(++i));
                case "--exclude-config" ->
                    exclusions.add(new JarMetadata.Exclusion(
                            Pattern.compile(given.get(++i)), Pattern.compile(given.get(++i))));
                default -> {
                    if (argument.startsWith("-")) {
                        own.add(argument);
                    } else {
                        name = argument;
                    }
                }
            }
        }
        if (runner == null || name == null) {
            throw new IOException(sources + "/native-image.args names no jar and no image");
        }
        List<Path> classPath = new ArrayList<>(List.of(runner));
        String mainClass;
        try (JarFile jar = new JarFile(runner.toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            mainClass = manifest.getValue(Attributes.Name.MAIN_CLASS);
            for (String entry : words(manifest.getValue(Attributes.Name.CLASS_PATH))) {
                Path library = sources.resolve(entry);
                if (Files.exists(library)) {
                    classPath.add(library);
                }
            }
            for (String kind : List.of("Add-Opens", "Add-Exports")) {
                for (String opened : words(manifest.getValue(kind))) {
                    names.ofMachine("--" + kind.toLowerCase(Locale.ROOT) + "=" + opened + "=ALL-UNNAMED");
                }
            }
        }
        for (Path jar : classPath) {
            new JarMetadata(jar, exclusions).addTo(names);
        }
        own.forEach(argument -> names.add(argument, "user"));
        return new ImageArguments(name, mainClass, classPath, names.machine(), names.options());
    }

    /** An application without any metadata: classes, a place where to begin, and options as the command takes them. */
    static ImageArguments of(String name, String mainClass, List<Path> classPath, List<String> options) {
        OptionNames names = new OptionNames();
        options.forEach(argument -> names.add(argument, "user"));
        return new ImageArguments(name, mainClass, classPath, names.machine(), names.options());
    }

    private static List<String> words(String text) {
        return text == null || text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }
}
