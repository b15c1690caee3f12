package weft.auth;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import weft.service.test.ServiceRules;

class ArchitectureTest {

    @TestFactory
    Stream<DynamicTest> followsThePlan() {
        return ServiceRules.of("weft.auth", "api", "authentication", "token", "store", "bus", "config", "domain")
                .tests(ServiceRules.resourcesOnEventLoops(), oneWayToTheDatabase());
    }

    private static ArchRule oneWayToTheDatabase() {
        return noClasses()
                .that()
                .doNotHaveSimpleName("AuthPool")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.vertx.sqlclient..",
                        "io.vertx.mutiny.sqlclient..",
                        "io.vertx.pgclient..",
                        "io.vertx.mutiny.pgclient..")
                .as("Hibernate Reactive is the one way to the database");
    }
}
