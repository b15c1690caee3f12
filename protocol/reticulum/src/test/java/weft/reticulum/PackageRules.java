package weft.reticulum;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What keeps a protocol module readable: packages of a size that one takes in at a glance, and no circle among them. */
public final class PackageRules {

    private static final int MOST_FILES = 25;

    private PackageRules() {}

    /** Every package is a slice of its own, those below another one too. */
    public static ArchRule noCircle() {
        return slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass each) {
                        return SliceIdentifier.of(each.getPackageName());
                    }

                    @Override
                    public String getDescription() {
                        return "packages";
                    }
                })
                .should()
                .beFreeOfCycles()
                .as(
                        "no circle among packages: where two need each other, one of them asks through what the other gives it");
    }

    /**
     * What is wrong with the packages below a folder of sources: more than 25 files, or none that says what the package is.
     *
     * @param sources a module's {@code src/main/java}
     */
    public static List<String> faultsOf(Path sources) {
        List<String> faults = new ArrayList<>();
        try (Stream<Path> all = Files.walk(sources)) {
            for (Path folder : all.filter(Files::isDirectory).sorted().toList()) {
                long files = javaFiles(folder);
                if (files > MOST_FILES) {
                    faults.add(folder + " has " + files + " files, more than " + MOST_FILES);
                }
                if (files > 0 && !Files.exists(folder.resolve("package-info.java"))) {
                    faults.add(folder + " has no package-info.java");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return faults;
    }

    private static long javaFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).count();
        }
    }
}
