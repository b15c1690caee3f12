package weft.reproducible;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One use of chance in a class of the build tools, and what the build gets instead.
 *
 * @param className the class, as {@link Class#getName()} gives it
 * @param methodName the only method in which to replace; empty for all of the class
 * @param what the instruction that asks
 * @param instead writes what takes its place, with the same effect on the stack
 */
record Replacement(String className, String methodName, Predicate<CodeElement> what, Consumer<CodeBuilder> instead) {

    private static final ClassDesc OURS = ClassDesc.of("weft.reproducible.Repeated");

    /** All that has been seen to make two builds differ. */
    static List<Replacement> all() {
        return List.of(
                // A build step waits for work that it hands to the pool it runs on. With one thread that waits forever.
                new Replacement(
                        "io.quarkus.builder.BuildContext",
                        "getExecutor",
                        call(
                                "io.quarkus.builder.Execution",
                                "getExecutor",
                                "()Lorg/jboss/threads/EnhancedQueueExecutor;"),
                        code -> code.pop()
                                .invokestatic(OURS, "inTheCaller", type("()Ljava/util/concurrent/ExecutorService;"))),
                // Names of fields in Hibernate's proxies.
                new Replacement(
                        "net.bytebuddy.utility.RandomString",
                        "",
                        call("java.util.Random", "<init>", "()V"),
                        code -> code.invokestatic(OURS, "seed", type("()J"))
                                .invokespecial(ClassDesc.of("java.util.Random"), "<init>", type("(J)V"))),
                // Names of the classes that write and read a topic's records.
                new Replacement(
                        "io.quarkus.smallrye.reactivemessaging.kafka.deployment.JacksonSerdeGenerator",
                        "",
                        call("java.util.UUID", "randomUUID", "()Ljava/util/UUID;"),
                        code -> code.invokestatic(OURS, "uuid", type("()Ljava/util/UUID;"))),
                // Where Java begins to go through Set.of(...) and Map.of(...), and in which direction.
                salt("Set12", "REVERSE"),
                salt("Set12$1", "REVERSE"),
                salt("SetN$SetNIterator", "REVERSE"),
                salt("SetN$SetNIterator", "SALT32L"),
                salt("MapN$MapNIterator", "REVERSE"),
                salt("MapN$MapNIterator", "SALT32L"));
    }

    /** Whether the class is one of Java's own, which was loaded before any agent. */
    boolean isInJava() {
        return className.startsWith("java.");
    }

    private static Replacement salt(String collection, String field) {
        return new Replacement(
                "java.util.ImmutableCollections$" + collection,
                "",
                element -> element instanceof FieldInstruction read
                        && read.owner().asInternalName().equals("java/util/ImmutableCollections")
                        && read.name().equalsString(field),
                field.equals("REVERSE") ? CodeBuilder::iconst_0 : CodeBuilder::lconst_0);
    }

    private static Predicate<CodeElement> call(String owner, String method, String descriptor) {
        return element -> element instanceof InvokeInstruction call
                && call.owner().asInternalName().equals(owner.replace('.', '/'))
                && call.name().equalsString(method)
                && call.type().equalsString(descriptor);
    }

    private static MethodTypeDesc type(String descriptor) {
        return MethodTypeDesc.ofDescriptor(descriptor);
    }
}
