package weft.reproducible;

import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.List;

/**
 * Where the agent starts, before Maven does.
 *
 * <p>It has Quarkus' build steps run one after another and makes the {@link Replacement}s. Java must run with
 * {@code -XX:+UnlockExperimentalVMOptions -XX:hashCode=2}, which gives every object the same identity hash: sets of objects without a
 * hash of their own are then in an order that depends on nothing but how they were filled. Without it the agent ends the build,
 * because what that build would make can't be made again.
 */
public final class Reproducible {

    /** Settings of Quarkus for the pool that runs its build steps. */
    static final List<String> ONE_THREAD =
            List.of("io.quarkus.builder.execution.corePoolSize", "io.quarkus.builder.execution.maxPoolSize");

    private Reproducible() {}

    /** Takes no arguments. Throws, and so ends Java, where the options above are missing or a class of Java is not as expected. */
    public static void premain(String arguments, Instrumentation instrumentation)
            throws ClassNotFoundException, UnmodifiableClassException {
        if (System.identityHashCode(new Object()) != System.identityHashCode(new Object())) {
            throw new IllegalStateException(
                    "A build that can be repeated needs -XX:+UnlockExperimentalVMOptions -XX:hashCode=2.");
        }
        ONE_THREAD.forEach(setting -> System.setProperty(setting, "1"));

        List<Replacement> replacements = Replacement.all();
        Replacing replacing = new Replacing(replacements);
        Runtime.getRuntime().addShutdownHook(new Thread(replacing::endUnlessAllAreMade));
        instrumentation.addTransformer(replacing, true);
        for (Replacement replacement : replacements) {
            if (replacement.isInJava()) {
                instrumentation.retransformClasses(Class.forName(replacement.className()));
            }
        }
    }
}
