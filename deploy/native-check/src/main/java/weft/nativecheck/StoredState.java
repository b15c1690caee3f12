package weft.nativecheck;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * Finds classes whose static state must not be stored in an image, from what runs when they are initialised: their initialiser and
 * everything of ours that it calls. Randomness would be everybody's, a time that of the build, sockets and threads are not there when
 * the image starts, and offsets into memory are those of the builder's machine.
 *
 * <p>A call is followed to the class that it names, so an override isn't seen; nothing is followed into libraries.
 */
final class StoredState {

    /** Whose classes are looked into: ours, and the library that reads memory by offsets. */
    static final List<String> LOOKED_INTO = List.of("weft.", "org.msgpack.");

    private static final String UNSAFE = "memory offsets";

    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("java/util/Random.<init>", "randomness"),
            Map.entry("java/util/SplittableRandom.<init>", "randomness"),
            Map.entry("java/security/SecureRandom.<init>", "randomness"),
            Map.entry("java/security/SecureRandom.getInstanceStrong", "randomness"),
            Map.entry("java/security/SecureRandom.getInstance", "randomness"),
            Map.entry("java/util/UUID.randomUUID", "randomness"),
            Map.entry("java/lang/Math.random", "randomness"),
            Map.entry("java/util/concurrent/ThreadLocalRandom.current", "randomness"),
            Map.entry("java/lang/System.nanoTime", "time"),
            Map.entry("java/lang/System.currentTimeMillis", "time"),
            Map.entry("java/time/Instant.now", "time"),
            Map.entry("java/time/LocalDate.now", "time"),
            Map.entry("java/time/LocalDateTime.now", "time"),
            Map.entry("java/time/OffsetDateTime.now", "time"),
            Map.entry("java/time/ZonedDateTime.now", "time"),
            Map.entry("java/net/Socket.<init>", "sockets"),
            Map.entry("java/net/ServerSocket.<init>", "sockets"),
            Map.entry("java/net/DatagramSocket.<init>", "sockets"),
            Map.entry("java/nio/channels/SocketChannel.open", "sockets"),
            Map.entry("java/nio/channels/ServerSocketChannel.open", "sockets"),
            Map.entry("java/nio/channels/DatagramChannel.open", "sockets"),
            Map.entry("java/nio/channels/Selector.open", "sockets"),
            Map.entry("java/lang/Thread.<init>", "threads"),
            Map.entry("java/lang/Thread.startVirtualThread", "threads"),
            Map.entry("java/util/Timer.<init>", "threads"),
            Map.entry("java/util/concurrent/ForkJoinPool.<init>", "threads"),
            Map.entry("java/util/concurrent/ThreadPoolExecutor.<init>", "threads"),
            Map.entry("java/util/concurrent/ScheduledThreadPoolExecutor.<init>", "threads"),
            Map.entry("sun/misc/Unsafe.objectFieldOffset", UNSAFE),
            Map.entry("sun/misc/Unsafe.staticFieldOffset", UNSAFE),
            Map.entry("sun/misc/Unsafe.arrayBaseOffset", UNSAFE),
            Map.entry("sun/misc/Unsafe.arrayIndexScale", UNSAFE));

    private final Map<String, Path> places = new HashMap<>();
    private final Map<String, Optional<ClassModel>> models = new HashMap<>();

    private StoredState() {}

    /** Over the classes of these jars that are looked into. */
    static StoredState of(Collection<Path> jars) throws IOException {
        StoredState state = new StoredState();
        for (Path path : jars) {
            try (JarFile jar = new JarFile(path.toFile())) {
                jar.stream()
                        .map(ZipEntry::getName)
                        .filter(name -> name.endsWith(".class") && lookedInto(name.replace('/', '.')))
                        .forEach(name ->
                                state.places.putIfAbsent(name.substring(0, name.length() - ".class".length()), path));
            }
        }
        return state;
    }

    static boolean lookedInto(String className) {
        return LOOKED_INTO.stream().anyMatch(className::startsWith);
    }

    /**
     * What of it a class stores when it is initialised, each with the method that gets it.
     *
     * @param className as {@link Class#getName()} has it
     */
    Set<String> of(String className) throws IOException {
        Set<String> found = new TreeSet<>();
        Set<String> seen = new HashSet<>();
        Deque<String> left = new ArrayDeque<>(List.of(className.replace('.', '/') + ".<clinit>()V"));
        while (!left.isEmpty()) {
            String method = left.pop();
            if (seen.add(method)) {
                for (InvokeInstruction call : calls(method)) {
                    String owner = call.owner().asInternalName();
                    String called = owner + "." + call.name().stringValue();
                    String kind = kind(called);
                    if (kind != null) {
                        found.add(kind + " (" + called.replace('/', '.') + " in "
                                + method.substring(0, method.indexOf('(')).replace('/', '.') + ")");
                    } else if (places.containsKey(owner)) {
                        left.push(called + call.type().stringValue());
                    }
                }
            }
        }
        return found;
    }

    private static String kind(String called) {
        if (called.startsWith("java/util/concurrent/Executors.new")) {
            return "threads";
        }
        return called.startsWith("java/lang/Thread$Builder") && called.endsWith(".start")
                ? "threads"
                : KINDS.get(called);
    }

    private List<InvokeInstruction> calls(String method) throws IOException {
        int parameters = method.indexOf('(');
        int dot = method.lastIndexOf('.', parameters);
        String name = method.substring(dot + 1, parameters);
        String type = method.substring(parameters);
        return model(method.substring(0, dot)).stream()
                .flatMap(model -> model.methods().stream())
                .filter(candidate -> candidate.methodName().equalsString(name)
                        && candidate.methodType().equalsString(type))
                .map(MethodModel::code)
                .flatMap(Optional::stream)
                .flatMap(CodeModel::elementStream)
                .map(StoredState::call)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<InvokeInstruction> call(CodeElement element) {
        return element instanceof InvokeInstruction call ? Optional.of(call) : Optional.empty();
    }

    private Optional<ClassModel> model(String internalName) throws IOException {
        Optional<ClassModel> known = models.get(internalName);
        if (known == null) {
            known = read(internalName);
            models.put(internalName, known);
        }
        return known;
    }

    private Optional<ClassModel> read(String internalName) throws IOException {
        Path place = places.get(internalName);
        if (place == null) {
            return Optional.empty();
        }
        try (JarFile jar = new JarFile(place.toFile())) {
            byte[] bytes =
                    jar.getInputStream(jar.getEntry(internalName + ".class")).readAllBytes();
            return Optional.of(ClassFile.of().parse(bytes));
        }
    }
}
