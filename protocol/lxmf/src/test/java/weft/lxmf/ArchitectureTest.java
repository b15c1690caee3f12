package weft.lxmf;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import weft.reticulum.PackageRules;
import weft.reticulum.SansIoRules;

class ArchitectureTest {

    private static final JavaClasses LXMF = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("weft.lxmf");

    @TestFactory
    Stream<DynamicTest> canBeReplayed() {
        return checks(SansIoRules.all());
    }

    @TestFactory
    Stream<DynamicTest> formatsDoNotKnowTheMachine() {
        return checks(List.of(
                noClasses()
                        .that()
                        .resideOutsideOfPackages("weft.lxmf.delivery..", "weft.lxmf.endpoint")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("weft.lxmf.delivery..", "weft.lxmf.endpoint", "weft.reticulum.endpoint.."),
                noClasses().should().dependOnClassesThat().resideInAPackage("weft.reticulum.router..")));
    }

    @Test
    void packagesMakeNoCircle() {
        PackageRules.noCircle().check(LXMF);
    }

    private static Stream<DynamicTest> checks(List<ArchRule> rules) {
        return rules.stream().map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(LXMF)));
    }
}
