package weft.checks.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which packages of one module use which, as its compiled classes say. */
final class Packages {

    private static final Pattern NAME = Pattern.compile("weft/[\\w/]+");

    private final Path root;
    private final Sources sources;
    private final String module;

    Packages(Path root, Sources sources, String module) {
        this.root = root;
        this.sources = sources;
        this.module = module;
    }

    /** Packages are named below the one that the whole module is in. Classes whose source is gone don't count. */
    Graph graph() {
        Map<String, String> packages = new HashMap<>();
        String top = sources.rootPackage(module);
        sources.ofModule(module).filter(JavaFile::main).forEach(file -> {
            String below =
                    file.packageName().equals(top) ? top : file.packageName().substring(top.length() + 1);
            file.types().stream()
                    .filter(DeclaredType::topLevel)
                    .forEach(type -> packages.put(file.packageName().replace('.', '/') + "/" + type.name(), below));
        });
        Graph graph = Graph.empty();
        packages.values().forEach(graph::add);
        for (ClassModel model : compiled()) {
            String from = packages.get(topLevel(model.thisClass().asInternalName()));
            if (from != null) {
                uses(model, packages).forEach(to -> graph.add(from, to));
            }
        }
        return graph;
    }

    /** Every name of a class in the constants: of what is called, and in descriptors, signatures and annotations. */
    private static Stream<String> uses(ClassModel model, Map<String, String> packages) {
        Stream.Builder<String> found = Stream.builder();
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof Utf8Entry text) {
                Matcher names = NAME.matcher(text.stringValue());
                while (names.find()) {
                    String used = packages.get(names.group());
                    if (used != null) {
                        found.add(used);
                    }
                }
            }
        }
        return found.build();
    }

    private Iterable<ClassModel> compiled() {
        Path classes = root.resolve(module).resolve("target/classes");
        if (!Files.isDirectory(classes)) {
            throw new AssertionError(module + " is not compiled; ./weft architecture does it");
        }
        try (Stream<Path> files = Files.walk(classes)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .sorted()
                    .map(Packages::parsed)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ClassModel parsed(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String topLevel(String name) {
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }
}
