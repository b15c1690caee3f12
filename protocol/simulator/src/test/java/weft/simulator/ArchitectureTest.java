package weft.simulator;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import weft.reticulum.PackageRules;
import weft.reticulum.SansIoRules;

class ArchitectureTest {

    private static final JavaClasses SIMULATOR = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("weft.simulator");

    @TestFactory
    Stream<DynamicTest> canBeReplayed() {
        return SansIoRules.all().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(SIMULATOR)));
    }

    @Test
    void packagesMakeNoCircle() {
        PackageRules.noCircle().check(SIMULATOR);
    }
}
