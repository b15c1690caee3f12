package weft.service.test;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * The plan that every service follows: the same packages, one direction, no circle, and each technique in the package that is
 * there for it. A service's test names its packages from the outside in; its rooms stand where they belong in that order.
 */
public final class ServiceRules {

    private final String root;
    private final List<String> packages;
    private final JavaClasses classes;

    private ServiceRules(String root, List<String> packages) {
        this.root = root;
        this.packages = packages;
        this.classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(root);
    }

    /**
     * The rules for one service.
     *
     * @param root its package
     * @param packages below the root, from the outside in: each may use those after it and none before
     */
    public static ServiceRules of(String root, String... packages) {
        return new ServiceRules(root, List.of(packages));
    }

    /** Resources whose work waits: each has its requests on virtual threads, and its methods return values. */
    public static ArchRule resourcesOnVirtualThreads() {
        return classes()
                .that()
                .areAnnotatedWith("jakarta.ws.rs.Path")
                .and(not(simpleName("EventsResource").as("streams that are handed over")))
                .should()
                .beAnnotatedWith("io.smallrye.common.annotation.RunOnVirtualThread");
    }

    /** Resources on event loops: each method returns a {@code Uni}, unless it says that it blocks. */
    public static ArchRule resourcesOnEventLoops() {
        return methods()
                .that()
                .areMetaAnnotatedWith("jakarta.ws.rs.HttpMethod")
                .and()
                .areNotAnnotatedWith("io.smallrye.common.annotation.Blocking")
                .should()
                .haveRawReturnType("io.smallrye.mutiny.Uni");
    }

    /** One test for each rule, with those that the service has beside the common ones. */
    public Stream<DynamicTest> tests(ArchRule... own) {
        List<ArchRule> rules = new ArrayList<>(List.of(own));
        rules.add(known());
        rules.addAll(direction());
        rules.add(slices().matching(root + ".(**)").should().beFreeOfCycles().allowEmptyShould(true));
        rules.add(domainWithoutFrameworks());
        rules.add(onlyIn(
                "what comes in over HTTP and leaves",
                List.of("api", "stream", "filter", "web"),
                "jakarta.ws.rs..",
                "io.quarkus.vertx.web.."));
        rules.add(onlyIn(
                "what refuses over HTTP",
                List.of("api", "stream", "filter", "web", "connection"),
                "weft.service.problem.."));
        rules.add(onlyIn("what requests are held to", List.of("api"), "jakarta.validation.."));
        rules.add(onlyIn("messages of the bus", List.of("bus"), "org.eclipse.microprofile.reactive.messaging.."));
        rules.add(onlyIn(
                "rows and statements",
                List.of("store", "bus"),
                "io.vertx.sqlclient..",
                "io.vertx.mutiny.sqlclient..",
                "jakarta.persistence.."));
        rules.add(noClasses()
                .should()
                .callMethod(UUID.class, "randomUUID")
                .as("ids are version 7 UUIDs, which sort by their time"));
        rules.add(classes()
                .that()
                .areAnnotatedWith("io.smallrye.config.ConfigMapping")
                .should()
                .haveSimpleNameEndingWith("Settings")
                .as("what reads a part of the configuration is called its settings"));
        rules.add(onlyIn("keys of the configuration", List.of("config"), "io.smallrye.config.."));
        return rules.stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.getDescription(), () -> rule.allowEmptyShould(true).check(classes)));
    }

    private ArchRule known() {
        String[] all = packages.stream().map(name -> root + "." + name + "..").toArray(String[]::new);
        return classes()
                .that()
                .doNotHaveSimpleName("package-info")
                .should()
                .resideInAnyPackage(all)
                .as("every class stands in a package of the plan: " + packages);
    }

    private List<ArchRule> direction() {
        List<ArchRule> rules = new ArrayList<>();
        for (int i = 1; i < packages.size(); i++) {
            String[] outer = packages.subList(0, i).stream()
                    .map(name -> root + "." + name + "..")
                    .toArray(String[]::new);
            rules.add(noClasses()
                    .that()
                    .resideInAPackage(root + "." + packages.get(i) + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(outer)
                    .as(packages.get(i) + " knows nothing of " + packages.subList(0, i)));
        }
        return rules;
    }

    private ArchRule domainWithoutFrameworks() {
        return noClasses()
                .that()
                .resideInAPackage(root + ".domain..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "jakarta..", "io.quarkus..", "io.vertx..", "io.netty..", "org.eclipse.microprofile..")
                .as("the domain knows no framework");
    }

    private ArchRule onlyIn(String what, List<String> homes, String... technique) {
        String[] rooms = homes.stream().map(name -> root + "." + name + "..").toArray(String[]::new);
        return noClasses()
                .that()
                .resideOutsideOfPackages(rooms)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(technique)
                .as(what + ": " + homes + " alone");
    }
}
