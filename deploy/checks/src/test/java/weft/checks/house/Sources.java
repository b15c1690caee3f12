package weft.checks.house;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import weft.checks.Tools;

/** Every Java file that is or would be committed, as the compiler's own parser reads it. */
record Sources(List<JavaFile> files) {

    private static final Pattern PLACE = Pattern.compile("(.+)/src/(main|test)/java/.+\\.java");

    private static Sources ofProject;

    /** Those of the project; read once. */
    static synchronized Sources ofProject() {
        if (ofProject == null) {
            Tools.Outcome listed = Tools.run(
                    "git",
                    "-c",
                    "core.quotePath=off",
                    "ls-files",
                    "--cached",
                    "--others",
                    "--exclude-standard",
                    "*.java");
            if (!listed.ok()) {
                throw new AssertionError(listed.output());
            }
            ofProject = read(Tools.ROOT, listed.output().lines().toList());
        }
        return ofProject;
    }

    /** Reads files named from a directory; what is no source of a module is passed over. */
    static Sources read(Path root, List<String> names) {
        List<Path> paths = names.stream()
                .filter(PLACE.asMatchPredicate())
                .sorted()
                .map(root::resolve)
                .filter(Files::isRegularFile)
                .toList();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(paths));
            Trees trees = Trees.instance(task);
            List<JavaFile> files = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                files.add(file(root, unit, trees));
            }
            return new Sources(List.copyOf(files));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JavaFile file(Path root, CompilationUnitTree unit, Trees trees) throws IOException {
        Path file = Path.of(unit.getSourceFile().toUri());
        String path = root.relativize(file).toString();
        Matcher place = PLACE.matcher(path);
        if (!place.matches()) {
            throw new IllegalStateException(path);
        }
        String packageName =
                unit.getPackageName() == null ? "" : unit.getPackageName().toString();
        return new JavaFile(
                path,
                place.group(1),
                place.group(2).equals("main"),
                packageName,
                Files.readAllLines(file).size(),
                new Declarations(unit, trees).types());
    }

    Stream<JavaFile> main() {
        return files.stream().filter(JavaFile::main);
    }

    Stream<JavaFile> ofModule(String module) {
        return files.stream().filter(file -> file.module().equals(module));
    }

    /** The package that all of a module's stand in: of its main files, or of its tests where there are only those. */
    String rootPackage(String module) {
        boolean shipped = ofModule(module).anyMatch(JavaFile::main);
        Predicate<JavaFile> counted = file -> file.main() == shipped;
        return ofModule(module)
                .filter(counted)
                .map(JavaFile::packageName)
                .reduce(Sources::common)
                .orElse("");
    }

    private static String common(String one, String other) {
        String shorter = one;
        while (!shorter.isEmpty() && !(other + ".").startsWith(shorter + ".")) {
            shorter = shorter.substring(0, Math.max(0, shorter.lastIndexOf('.')));
        }
        return shorter;
    }
}
