package weft.reproducible;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes the replacements in classes as they are loaded, on whichever thread loads them.
 *
 * <p>Java takes an exception of a transformer for "leave the class as it is", which would be a build by chance that nobody notices. So
 * a class in which something is not found ends Java, with one line that names it; a build that never came to one of the classes ends
 * the same way.
 */
final class Replacing implements ClassFileTransformer {

    private static final int NOT_AS_EXPECTED = 1;

    private final List<Replacement> replacements;
    private final Set<String> replacedIn = ConcurrentHashMap.newKeySet();

    Replacing(List<Replacement> replacements) {
        this.replacements = replacements;
    }

    @Override
    public byte[] transform(
            ClassLoader loader, String internalName, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
        if (internalName == null) {
            return null;
        }
        try {
            return replaced(internalName.replace('/', '.'), bytes);
        } catch (RuntimeException | Error unexpected) {
            end("This build can't be repeated: " + unexpected + ". Compare");
            throw unexpected;
        }
    }

    /** For the end of the build. */
    void endUnlessAllAreMade() {
        List<String> missing = replacements.stream()
                .map(Replacement::className)
                .filter(className -> !replacedIn.contains(className))
                .distinct()
                .toList();
        if (!missing.isEmpty()) {
            end("This build ended before it came to " + String.join(", ", missing)
                    + ". If nothing else failed, compare");
        }
    }

    private static void end(String reason) {
        System.err.println(reason + " deploy/reproducible with the version of the build tools.");
        Runtime.getRuntime().halt(NOT_AS_EXPECTED);
    }

    /** The class with all its replacements, or null where it has none. Throws where one of them finds nothing to replace. */
    byte[] replaced(String className, byte[] bytes) {
        byte[] result = null;
        for (Replacement replacement : replacements) {
            if (replacement.className().equals(className)) {
                result = replaced(replacement, result == null ? bytes : result);
                replacedIn.add(className);
            }
        }
        return result;
    }

    private static byte[] replaced(Replacement replacement, byte[] bytes) {
        ClassFile format = ClassFile.of();
        AtomicBoolean found = new AtomicBoolean();
        byte[] result = format.transformClass(
                format.parse(bytes),
                ClassTransform.transformingMethodBodies(
                        method -> replacement.methodName().isEmpty()
                                || method.methodName().equalsString(replacement.methodName()),
                        (code, element) -> {
                            if (replacement.what().test(element)) {
                                replacement.instead().accept(code);
                                found.set(true);
                            } else {
                                code.with(element);
                            }
                        }));
        if (!found.get()) {
            throw new IllegalStateException(replacement.className() + " has nothing of what is replaced in it");
        }
        return result;
    }
}
