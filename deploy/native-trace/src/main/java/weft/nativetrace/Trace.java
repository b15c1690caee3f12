package weft.nativetrace;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Puts a call of {@link Opened} at the beginning of those methods of {@link Class} by which a class is found by its name or asked for
 * its fields, methods and constructors, and of those by which a resource is found. {@code -javaagent:weft-native-trace.jar=DIR}: each
 * process has a file of its own in DIR.
 */
public final class Trace implements ClassFileTransformer {

    private static final ClassDesc OPENED = ClassDesc.of("weft.nativetrace.Opened");

    private static final Set<String> ASKED = Set.of(
            "getDeclaredConstructor",
            "getDeclaredConstructors",
            "getConstructor",
            "getConstructors",
            "getDeclaredMethod",
            "getDeclaredMethods",
            "getMethod",
            "getMethods",
            "getDeclaredField",
            "getDeclaredFields",
            "getField",
            "getFields",
            "getRecordComponents");

    private static final Set<String> RESOURCES = Set.of("getResource", "getResourceAsStream", "getResources");

    /** Who has these methods: Java's own class, and the loaders of a class path and of a packaged application. */
    private static final Set<String> WATCHED =
            Set.of("java/lang/Class", "java/lang/ClassLoader", "io/quarkus/bootstrap/runner/RunnerClassLoader");

    private Trace() {}

    /** The Java machine calls it before the program. */
    public static void premain(String directory, Instrumentation instrumentation)
            throws IOException, UnmodifiableClassException {
        Files.createDirectories(Path.of(directory));
        Opened.writeTo(Path.of(directory, ProcessHandle.current().pid() + ".tsv"));
        instrumentation.addTransformer(new Trace(), true);
        instrumentation.retransformClasses(Class.class, ClassLoader.class);
    }

    @Override
    public byte[] transform(
            ClassLoader loader, String internalName, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
        if (internalName == null || !WATCHED.contains(internalName)) {
            return null;
        }
        try {
            ClassFile format = ClassFile.of();
            return format.transformClass(format.parse(bytes), watching(internalName.equals("java/lang/Class")));
        } catch (RuntimeException | Error e) {
            // Java would take it for "leave the class as it is".
            System.err.println("What is opened by name can't be traced in this Java: " + e);
            throw e;
        }
    }

    private static ClassTransform watching(boolean isClass) {
        return (type, element) -> {
            Optional<Consumer<CodeBuilder>> note =
                    element instanceof MethodModel method && method.flags().has(AccessFlag.PUBLIC)
                            ? note(isClass, method)
                            : Optional.empty();
            if (note.isPresent()) {
                type.transformMethod((MethodModel) element, MethodTransform.transformingCode(first(note.get())));
            } else {
                type.with(element);
            }
        };
    }

    /** What is to be noted at the beginning of a method, where it is one of those. */
    private static Optional<Consumer<CodeBuilder>> note(boolean isClass, MethodModel method) {
        String name = method.methodName().stringValue();
        if (RESOURCES.contains(name)) {
            return Optional.of(
                    isClass
                            ? code -> call(code.aload(0).aload(1), "resource", ConstantDescs.CD_Class)
                            : code -> call(code.aload(1), "resource"));
        }
        if (isClass && ASKED.contains(name)) {
            return Optional.of(code -> call(code.aload(0).loadConstant(name), "members", ConstantDescs.CD_Class));
        }
        boolean byName = isClass
                && name.equals("forName")
                && method.methodType().stringValue().startsWith("(Ljava/lang/String;");
        return byName ? Optional.of(code -> call(code.aload(0), "name")) : Optional.empty();
    }

    /** The last of what it takes is text. */
    private static void call(CodeBuilder code, String method, ClassDesc... before) {
        List<ClassDesc> takes = new ArrayList<>(List.of(before));
        takes.add(ConstantDescs.CD_String);
        code.invokestatic(OPENED, method, MethodTypeDesc.of(ConstantDescs.CD_void, takes));
    }

    private static CodeTransform first(Consumer<CodeBuilder> what) {
        return new CodeTransform() {
            @Override
            public void atStart(CodeBuilder code) {
                what.accept(code);
            }

            @Override
            public void accept(CodeBuilder code, CodeElement element) {
                code.with(element);
            }
        };
    }
}
