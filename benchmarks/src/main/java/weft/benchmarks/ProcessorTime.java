package weft.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import weft.interop.WeftNode;

/**
 * Where the processor's time goes while something is measured: for each node its own threads, the compiler that makes machine
 * code of them, and its PostgreSQL. Read from {@code /proc}, so it takes nothing from what is measured; empty on systems without.
 */
final class ProcessorTime {

    private static final Path PROC = Path.of("/proc");

    private final Map<String, WeftNode> nodes;
    private final Map<String, Long> before;

    private ProcessorTime(Map<String, WeftNode> nodes) {
        this.nodes = nodes;
        this.before = read();
    }

    /**
     * Begins to count.
     *
     * @param nodes by the name under which they are shown
     */
    static ProcessorTime of(Map<String, WeftNode> nodes) {
        return new ProcessorTime(nodes);
    }

    /** Each part's share of what was used since the beginning, largest first. */
    List<String> shares() {
        Map<String, Long> used = read();
        before.forEach((part, ticks) -> used.merge(part, -ticks, Long::sum));
        long all = Math.max(1, used.values().stream().mapToLong(Long::longValue).sum());
        return used.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(part -> part.getValue() * 100 / all + " % " + part.getKey())
                .toList();
    }

    private Map<String, Long> read() {
        Map<String, Long> ticks = new LinkedHashMap<>();
        count(ticks, ProcessHandle.current().pid(), "the writers", "the writers");
        nodes.forEach((name, node) -> {
            count(ticks, node.pid(), name, name + "'s compiler");
            String database = name + "'s database";
            database(node).forEach(pid -> count(ticks, pid, database, database));
        });
        return ticks;
    }

    /** The database of a node is no child of it: it is known by the directory it works in. */
    private static List<Long> database(WeftNode node) {
        String directory = node.data().resolve("postgres").toString();
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(directory))
                .filter(process -> process.pid() != node.pid())
                .flatMap(server -> Stream.concat(Stream.of(server), server.descendants()))
                .map(ProcessHandle::pid)
                .distinct()
                .toList();
    }

    private static void count(Map<String, Long> ticks, long pid, String part, String compiler) {
        try (Stream<Path> threads = Files.list(PROC.resolve(pid + "/task"))) {
            for (Path thread : threads.toList()) {
                String stat = Files.readString(thread.resolve("stat"));
                int nameEnds = stat.lastIndexOf(')');
                String name = stat.substring(stat.indexOf('(') + 1, nameEnds);
                String[] fields = stat.substring(nameEnds + 2).split(" ");
                // utime and stime are the 14th and 15th field; the first two are cut off here.
                long used = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
                ticks.merge(name.contains("CompilerThre") ? compiler : part, used, Long::sum);
            }
        } catch (IOException ended) {
            // A process or thread that has ended meanwhile; what it used is lost to the count.
        }
    }
}
