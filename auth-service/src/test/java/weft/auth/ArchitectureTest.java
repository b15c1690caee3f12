package weft.auth;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import weft.service.test.ServiceRules;

class ArchitectureTest {

    @TestFactory
    Stream<DynamicTest> followsThePlan() {
        return ServiceRules.of("weft.auth", "api", "store", "bus", "config", "domain")
                .tests(ServiceRules.resourcesOnEventLoops());
    }
}
