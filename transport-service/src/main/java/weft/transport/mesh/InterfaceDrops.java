package weft.transport.mesh;

import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import weft.reticulum.router.drops.DropReason;

/**
 * What the Router dropped on each configured interface, under its name. To the Router every client of a server is an interface
 * of its own, whose counts end with it; here they add up and only grow.
 *
 * <p>On the mesh's event loop only.
 */
final class InterfaceDrops {

    private final Map<String, Map<DropReason, Long>> ofEndedLines = new LinkedHashMap<>();

    /** A line is gone; what was dropped on it. */
    void ended(Line line, Map<DropReason, Long> drops) {
        add(ofEndedLines, line, drops);
    }

    /** An interface is taken out: another of its name begins at nothing. */
    void forget(String interfaceName) {
        ofEndedLines.remove(interfaceName);
    }

    /**
     * The counts by interface and reason; what never occurred is absent.
     *
     * @param open the lines there are
     * @param drops what was dropped on the line of that number
     */
    Map<String, Map<DropReason, Long>> counts(Collection<Line> open, IntFunction<Map<DropReason, Long>> drops) {
        Map<String, Map<DropReason, Long>> counts = new LinkedHashMap<>();
        ofEndedLines.forEach((name, ended) -> counts.put(name, new EnumMap<>(ended)));
        open.forEach(line -> add(counts, line, drops.apply(line.interfaceId())));
        return counts;
    }

    private static void add(Map<String, Map<DropReason, Long>> to, Line line, Map<DropReason, Long> drops) {
        Map<DropReason, Long> sum = to.computeIfAbsent(line.interfaceName(), _ -> new EnumMap<>(DropReason.class));
        drops.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
    }
}
