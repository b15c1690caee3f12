package weft.nativetrace;

import java.io.IOException;
import java.lang.StackWalker.Option;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What was looked into. Called at the beginning of the methods by which Java lets a class be looked into, on whichever thread calls
 * them; says nothing when it can't write, for what is watched must not fail of it.
 *
 * <p>A line of the file is the class that looked, how, and the class that was looked into, with tabs between. Each is written once by
 * each process, as soon as it is seen, so that a process that is killed has written it.
 */
public final class Opened {

    /** Whose looks count: who turns objects into text and rows by reflection, who finds implementations by name, and who has files. */
    private static final List<String> LOOKERS = List.of(
            "com.fasterxml.jackson.",
            "org.hibernate.",
            "org.msgpack.",
            "java.util.ServiceLoader",
            "com.nulabinc.",
            "com.ibm.icu.",
            "weft.");

    private static final StackWalker STACK = StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE);
    private static final ThreadLocal<Boolean> WRITING = ThreadLocal.withInitial(() -> false);
    private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

    private static volatile Path file;

    private Opened() {}

    static void writeTo(Path where) {
        file = where;
    }

    /** A class was asked for what it holds. */
    public static void members(Class<?> type, String method) {
        Class<?> looked = type;
        while (looked.isArray()) {
            looked = looked.getComponentType();
        }
        note(looked.getName(), method);
    }

    /** A class was asked for by its name. */
    public static void name(String name) {
        if (name != null) {
            note(name, "forName");
        }
    }

    /** A resource was asked for beside a class, unless its name begins with a slash. */
    public static void resource(Class<?> type, String name) {
        if (name != null) {
            String place = type.getPackageName().replace('.', '/');
            note(name.startsWith("/") ? name.substring(1) : place + "/" + name, "getResource");
        }
    }

    /** A resource was asked for by its whole name. */
    public static void resource(String name) {
        if (name != null) {
            note(name, "getResource");
        }
    }

    private static void note(String opened, String method) {
        if (file == null || WRITING.get()) {
            return;
        }
        WRITING.set(true);
        try {
            String looker = STACK.walk(Opened::looker);
            if (LOOKERS.stream().anyMatch(looker::startsWith) && SEEN.add(looker + method + opened)) {
                Files.write(
                        file,
                        (looker + "\t" + method + "\t" + opened + "\n").getBytes(StandardCharsets.UTF_8),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            }
        } catch (IOException | RuntimeException e) {
            // The node goes on; the comparison finds the file shorter.
        } finally {
            WRITING.set(false);
        }
    }

    /**
     * The class that looks; empty while a class is initialised, for that is done while an image is built, and for the values of an
     * enumeration, which every image has.
     */
    private static String looker(Stream<StackWalker.StackFrame> frames) {
        String looker = "";
        for (StackWalker.StackFrame frame : (Iterable<StackWalker.StackFrame>) frames::iterator) {
            String method = frame.getMethodName();
            if (method.equals("<clinit>") || method.equals("getEnumConstantsShared")) {
                return "";
            }
            if (looker.isEmpty() && !isJavasOwn(frame.getClassName())) {
                looker = frame.getClassName();
            }
        }
        return looker;
    }

    private static boolean isJavasOwn(String name) {
        return name.equals(Opened.class.getName())
                || name.startsWith("java.lang.")
                || name.startsWith("java.security.")
                || name.startsWith("jdk.internal.");
    }
}
