package weft.reticulum;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.WeakHashMap;
import java.util.stream.Collectors;

/**
 * What keeps a protocol module replayable to the bit: no input or output, no clock, no randomness and no thread of its own, no
 * state that outlives its owner, and no order that changes from run to run.
 */
public final class SansIoRules {

    private static final List<String> CLOCKS =
            List.of("nanoTime", "currentTimeMillis", "now", "random", "randomUUID", "getInstanceStrong");
    private static final List<String> FACTORIES = List.of("of", "ofEntries", "copyOf");
    private static final List<String> COLLECTORS =
            List.of("toSet", "toMap", "groupingBy", "toUnmodifiableSet", "toUnmodifiableMap");

    private SansIoRules() {}

    /** The rules that hold for every protocol module. */
    public static List<ArchRule> all() {
        return List.of(
                noInputOrOutput(),
                noClockOrDice(),
                noThreads(),
                noSynchronizedMethods(),
                noMutableStatics(),
                noHashTables(),
                noOrderlessFactories());
    }

    private static ArchRule noInputOrOutput() {
        return noClasses()
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("java.io..", "java.net..", "java.nio.channels..", "java.nio.file..")
                                .and(not(belongToAnyOf(IOException.class, Serializable.class)))
                                .and(not(belongToAnyOf(InputStream.class, OutputStream.class)))
                                .and(not(belongToAnyOf(ByteArrayInputStream.class, ByteArrayOutputStream.class)))
                                .as("do input or output (array streams, which libraries ask for, do none)"));
    }

    private static ArchRule noClockOrDice() {
        return noClasses()
                .should()
                .dependOnClassesThat(
                        belongToAnyOf(Random.class, SecureRandom.class, SplittableRandom.class, Clock.class))
                .orShould()
                .callMethodWhere(describe("the platform's clock or dice", SansIoRules::readsClockOrDice))
                .as("protocol code is given time and randomness");
    }

    private static ArchRule noThreads() {
        return noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.util.concurrent..")
                        .or(belongToAnyOf(Thread.class, ThreadLocal.class, Timer.class)))
                .as("a machine has one owner: no thread, executor, lock or concurrent collection");
    }

    private static ArchRule noSynchronizedMethods() {
        return methods()
                .should()
                .notHaveModifier(JavaModifier.SYNCHRONIZED)
                .as("a machine has one owner: no synchronized method");
    }

    private static ArchRule noMutableStatics() {
        return fields().that()
                .areStatic()
                .should()
                .beFinal()
                .as("no state outlives its machine: static fields are final");
    }

    private static ArchRule noHashTables() {
        return noClasses()
                .should()
                .callConstructorWhere(describe("a table whose order depends on the run", SansIoRules::makesHashTable))
                .as("order may reach an output: LinkedHashMap, TreeMap or a table of our own instead of HashMap");
    }

    private static ArchRule noOrderlessFactories() {
        return noClasses()
                .should()
                .callMethodWhere(describe("a set or map without an order", SansIoRules::makesOrderless))
                .as("the order of Set.of, Map.of and their like differs between two runs");
    }

    private static boolean readsClockOrDice(JavaCall<?> call) {
        return CLOCKS.contains(call.getName())
                && call.getTargetOwner().getPackageName().startsWith("java.");
    }

    private static boolean makesHashTable(JavaCall<?> call) {
        JavaClass table = call.getTargetOwner();
        return table.isEquivalentTo(HashMap.class)
                || table.isEquivalentTo(HashSet.class)
                || table.isEquivalentTo(IdentityHashMap.class)
                || table.isEquivalentTo(WeakHashMap.class);
    }

    private static boolean makesOrderless(JavaCall<?> call) {
        JavaClass owner = call.getTargetOwner();
        List<JavaClass> arguments = call.getTarget().getRawParameterTypes();
        if (owner.isEquivalentTo(Collectors.class)) {
            return COLLECTORS.contains(call.getName());
        }
        int harmless = owner.isEquivalentTo(Set.class) ? 1 : 2;
        boolean several = arguments.size() > harmless
                || arguments.size() == 1
                        && (arguments.getFirst().isArray() || call.getName().equals("copyOf"));
        return (owner.isEquivalentTo(Set.class) || owner.isEquivalentTo(Map.class))
                && FACTORIES.contains(call.getName())
                && several;
    }
}
