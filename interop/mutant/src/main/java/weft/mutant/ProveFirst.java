package weft.mutant;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;

/**
 * Turns the order of message-service around: what comes in is acknowledged before it is on disk. {@code -javaagent:weft-mutant.jar}.
 * The class that is changed is {@code weft.message.hosting.JournalWriter}, in its method {@code write(arrival, onDisk)}.
 */
public final class ProveFirst implements ClassFileTransformer {

    private static final String CHANGED = "weft/message/hosting/JournalWriter";
    private static final ClassDesc WRITE_LATER = ClassDesc.of("weft.mutant.WriteLater");
    private static final MethodTypeDesc PROVED = MethodTypeDesc.of(
            ConstantDescs.CD_boolean,
            ConstantDescs.CD_Object,
            ConstantDescs.CD_Object,
            ClassDesc.of("java.lang.Runnable"));

    private ProveFirst() {}

    /** The Java machine calls it before the program. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        instrumentation.addTransformer(new ProveFirst());
    }

    @Override
    public byte[] transform(
            ClassLoader loader, String internalName, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
        if (!CHANGED.equals(internalName)) {
            return null;
        }
        ClassFile format = ClassFile.of();
        return format.transformClass(
                format.parse(bytes), ClassTransform.transformingMethodBodies(ProveFirst::isWrite, first()));
    }

    private static boolean isWrite(MethodModel method) {
        return method.methodName().equalsString("write")
                && method.methodTypeSymbol().parameterCount() == 2;
    }

    /** {@code if (WriteLater.proved(this, arrival, onDisk)) return;} */
    private static CodeTransform first() {
        return new CodeTransform() {
            @Override
            public void atStart(CodeBuilder code) {
                code.aload(0)
                        .aload(1)
                        .aload(2)
                        .invokestatic(WRITE_LATER, "proved", PROVED)
                        .ifThen(CodeBuilder::return_);
            }

            @Override
            public void accept(CodeBuilder code, CodeElement element) {
                code.with(element);
            }
        };
    }
}
