package weft.interop;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What was written and what was promised, kept outside the system that promised it. Each content is written once, so a content
 * stands for its message. From any thread.
 */
final class Ledger {

    private final String way;
    private final Set<String> sent = new HashSet<>();
    private final Set<String> promised = new HashSet<>();

    Ledger(String way) {
        this.way = way;
    }

    /** Which messages it is about. */
    String way() {
        return way;
    }

    synchronized void sent(String content) {
        if (!sent.add(content)) {
            throw new IllegalArgumentException("written before: " + brief(content));
        }
    }

    /** The system said that it has the message: a proof, or 202. */
    synchronized void promised(String content) {
        promised.add(content);
    }

    /**
     * Compares with what is there.
     *
     * @param held how often each content is at its recipient
     */
    synchronized Balance compare(Map<String, Integer> held) {
        Set<String> lost = new TreeSet<>();
        promised.stream().filter(content -> !held.containsKey(content)).forEach(content -> lost.add(brief(content)));
        Set<String> doubled = new TreeSet<>();
        Set<String> foreign = new TreeSet<>();
        held.forEach((content, times) -> {
            if (times > 1) {
                doubled.add(times + " × " + brief(content));
            }
            if (!sent.contains(content)) {
                foreign.add(brief(content));
            }
        });
        return new Balance(
                way,
                sent.size(),
                promised.size(),
                held.size(),
                List.copyOf(lost),
                List.copyOf(doubled),
                List.copyOf(foreign));
    }

    static String brief(String content) {
        return content.substring(0, Math.min(40, content.length()));
    }

    /**
     * What the comparison showed.
     *
     * @param held different contents at the recipient; more than were promised where an acknowledgement was on its way to a
     *     sender when the process died
     * @param foreign contents nobody wrote
     */
    record Balance(
            String way,
            int sent,
            int promised,
            int held,
            List<String> lost,
            List<String> doubled,
            List<String> foreign) {

        String row() {
            return "| %s | %d | %d | %d | %d | %d |".formatted(way, sent, promised, held, lost.size(), doubled.size());
        }

        /** Nothing lost, nothing doubled, nothing that nobody wrote. */
        boolean isClean() {
            return lost.isEmpty() && doubled.isEmpty() && foreign.isEmpty();
        }
    }
}
