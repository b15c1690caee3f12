package weft.reticulum;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {

    private static final JavaClasses RETICULUM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("weft.reticulum");

    @TestFactory
    Stream<DynamicTest> canBeReplayed() {
        return checks(SansIoRules.all());
    }

    @TestFactory
    Stream<DynamicTest> keepsLibrariesInTheirPackages() {
        return checks(List.of(
                only("weft.reticulum.crypto..", "org.bouncycastle..", "javax.crypto.."),
                only("weft.reticulum.compression..", "org.apache.commons.."),
                only("weft.reticulum.msgpack..", "org.msgpack.core..")));
    }

    @TestFactory
    Stream<DynamicTest> keepsItsPackagesApart() {
        return checks(List.of(
                PackageRules.noCircle(),
                noClasses()
                        .that()
                        .resideOutsideOfPackage("weft.reticulum.router..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("weft.reticulum.router..")
                        .as("only what hosts a Router knows one: nothing else of the protocol does")));
    }

    private static ArchRule only(String home, String... libraries) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(home)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries);
    }

    private static Stream<DynamicTest> checks(List<ArchRule> rules) {
        return rules.stream().map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(RETICULUM)));
    }
}
