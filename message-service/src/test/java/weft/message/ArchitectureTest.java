package weft.message;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import weft.service.test.ServiceRules;

class ArchitectureTest {

    @TestFactory
    Stream<DynamicTest> followsThePlan() {
        return ServiceRules.of(
                        "weft.message", "api", "hosting", "stream", "delivery", "store", "bus", "config", "domain")
                .tests(
                        ServiceRules.resourcesOnVirtualThreads(),
                        noClasses().should().dependOnClassesThat().resideInAPackage("weft.reticulum.router.."));
    }
}
