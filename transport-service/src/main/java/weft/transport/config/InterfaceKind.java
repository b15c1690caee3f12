package weft.transport.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The kinds of interfaces there are: their words, and the keys that each has beside those of all. */
public enum InterfaceKind {
    TCP_CLIENT(
            TcpClientPlan::of,
            Set.of(InterfaceKey.HOST, InterfaceKey.PORT),
            Set.of(InterfaceKey.RECONNECT_SECONDS, InterfaceKey.IGNORE_HUB_MANNERS)),
    TCP_SERVER(
            TcpServerPlan::of,
            Set.of(InterfaceKey.PORT),
            Set.of(InterfaceKey.HOST, InterfaceKey.RECONNECT_SECONDS, InterfaceKey.MAX_CLIENTS));

    private final BiFunction<InterfaceBasics, TransportSettings.InterfaceSettings, InterfacePlan> plan;
    private final Set<InterfaceKey> needed;
    private final Set<InterfaceKey> allowed;

    InterfaceKind(
            BiFunction<InterfaceBasics, TransportSettings.InterfaceSettings, InterfacePlan> plan,
            Set<InterfaceKey> needed,
            Set<InterfaceKey> allowed) {
        this.plan = plan;
        this.needed = needed;
        this.allowed = allowed;
    }

    /** The word in configurations and answers. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind of that word, in whatever case. */
    static Optional<InterfaceKind> of(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.text().equalsIgnoreCase(word))
                .findFirst();
    }

    /** All words, for a person. */
    static String words() {
        return Arrays.stream(values()).map(InterfaceKind::text).collect(Collectors.joining(" or "));
    }

    /** The words of those that have a key, for a person. */
    static String having(InterfaceKey key) {
        return Arrays.stream(values())
                .filter(kind -> kind.has(key))
                .map(InterfaceKind::text)
                .collect(Collectors.joining(" or a "));
    }

    boolean has(InterfaceKey key) {
        return needed.contains(key) || allowed.contains(key);
    }

    /** The plan of settings that were checked. */
    InterfacePlan plan(InterfaceBasics basics, TransportSettings.InterfaceSettings settings) {
        return plan.apply(basics, settings);
    }

    /**
     * What an interface can't do without and doesn't have, each as a sentence that begins with its key; empty when nothing is missing.
     * Where its kind can't be told it lacks what any kind needs. A client without a host would dial this very machine and say nothing of it.
     *
     * @param key of the interface
     * @param type as written, if it is
     * @param written whether the key of that name is written
     */
    public static List<String> lacking(String key, Optional<String> type, Predicate<String> written) {
        List<String> problems = new ArrayList<>();
        if (type.isEmpty()) {
            problems.add(key + ".type is missing; it is " + words());
        }
        Set<InterfaceKey> needed = type.flatMap(InterfaceKind::of)
                .map(kind -> kind.needed)
                .orElseGet(() -> Arrays.stream(values())
                        .flatMap(kind -> kind.needed.stream())
                        .collect(Collectors.toSet()));
        for (InterfaceKey each : EnumSet.copyOf(needed)) {
            if (!written.test(each.text())) {
                problems.add(key + "." + each.text() + " is missing; " + each.missed());
            }
        }
        return problems;
    }
}
