package weft.transport;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import weft.service.test.ServiceRules;

class ArchitectureTest {

    @TestFactory
    Stream<DynamicTest> followsThePlan() {
        return ServiceRules.of("weft.transport", "api", "mesh", "store", "bus", "config", "domain")
                .tests(ServiceRules.resourcesOnVirtualThreads());
    }
}
