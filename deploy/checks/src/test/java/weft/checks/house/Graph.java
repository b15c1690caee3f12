package weft.checks.house;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What uses what. A thing that neither uses nor is used is in it as well. */
record Graph(SortedMap<String, SortedSet<String>> uses) {

    static Graph empty() {
        return new Graph(new TreeMap<>());
    }

    void add(String node) {
        uses.computeIfAbsent(node, one -> new TreeSet<>());
    }

    void add(String from, String to) {
        add(from);
        add(to);
        if (!from.equals(to)) {
            uses.get(from).add(to);
        }
    }

    /** Without the arrows that follow from others: where a uses b and b uses c, nobody needs the arrow from a to c. */
    Graph withoutDetours() {
        Graph reduced = empty();
        uses.forEach((from, all) -> {
            reduced.add(from);
            for (String to : all) {
                boolean follows =
                        all.stream().filter(other -> !other.equals(to)).anyMatch(other -> reaches(other, to));
                if (!follows) {
                    reduced.add(from, to);
                }
            }
        });
        return reduced;
    }

    private boolean reaches(String from, String to) {
        Set<String> seen = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(Set.of(from));
        while (!next.isEmpty()) {
            String node = next.pop();
            if (node.equals(to)) {
                return true;
            }
            if (seen.add(node)) {
                next.addAll(uses.get(node));
            }
        }
        return false;
    }

    /** Whether it has no arrow, neither from it nor to it. */
    boolean isLonely(String node) {
        return uses.getOrDefault(node, new TreeSet<>()).isEmpty()
                && uses.values().stream().noneMatch(all -> all.contains(node));
    }

    /** As a diagram that GitHub and others draw. */
    String mermaid() {
        return mermaid(empty());
    }

    /** The same, with arrows of another kind besides. */
    String mermaid(Graph dotted) {
        StringBuilder text = new StringBuilder("```mermaid\nflowchart TD\n");
        SortedSet<String> drawn = new TreeSet<>(uses.keySet());
        drawn.removeIf(node -> isLonely(node) && dotted.isLonely(node));
        drawn.forEach(node -> text.append("    %s[\"%s\"]\n".formatted(id(node), node)));
        arrows(text, "-->");
        dotted.arrows(text, "-.->");
        return text.append("```\n").toString();
    }

    private void arrows(StringBuilder text, String arrow) {
        uses.forEach(
                (from, all) -> all.forEach(to -> text.append("    %s %s %s\n".formatted(id(from), arrow, id(to)))));
    }

    private static String id(String node) {
        return "n_" + node.replaceAll("\\W", "_");
    }
}
