package weft.transport.config;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import weft.service.listen.ListenAddress;

/**
 * The {@code weft.transport} part of the configuration, checked.
 *
 * @param interfaces those that are enabled
 * @param managers identity hashes, 32 hexadecimal digits each
 */
public record TransportPlan(List<InterfacePlan> interfaces, List<String> managers) {

    private static final Pattern IDENTITY_HASH = Pattern.compile("[0-9a-fA-F]{32}");

    /**
     * Checks the settings, also those of interfaces that are off; opens nothing. Reads the files that the others name: not on an event
     * loop.
     *
     * @throws InvalidSetting naming every wrong key and what to write instead
     */
    public static TransportPlan of(TransportSettings settings) {
        List<String> problems = new ArrayList<>();
        List<InterfacePlan> interfaces = new ArrayList<>();
        settings.interfaces().forEach((name, written) -> {
            try {
                InterfacePlan plan = InterfacePlan.of(name, written);
                if (written.enabled()) {
                    interfaces.add(plan);
                }
            } catch (InvalidSetting wrong) {
                problems.addAll(wrong.problems());
            }
        });
        List<String> managers = settings.managers().orElse(List.of());
        for (int i = 0; i < managers.size(); i++) {
            if (!IDENTITY_HASH.matcher(managers.get(i)).matches()) {
                problems.add("weft.transport.managers[" + i
                        + "] must be an identity hash of 32 hexadecimal digits, not \"" + managers.get(i) + "\"");
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidSetting(problems);
        }
        return new TransportPlan(List.copyOf(interfaces), managers);
    }

    /** Where its interfaces listen. */
    public List<ListenAddress> listeners() {
        return interfaces.stream().flatMap(plan -> plan.listens().stream()).toList();
    }
}
