package weft.transport.config;

import java.util.List;
import java.util.Optional;
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
     * Checks the settings; opens nothing. Reads the files that they name: not on an event loop.
     *
     * @throws InvalidSetting naming the key and what to write instead
     */
    public static TransportPlan of(TransportSettings settings) {
        List<InterfacePlan> interfaces = settings.interfaces().entrySet().stream()
                .filter(entry -> entry.getValue().enabled())
                .map(entry -> InterfacePlan.of(entry.getKey(), entry.getValue()))
                .toList();
        List<String> managers = settings.managers().orElse(List.of());
        for (int i = 0; i < managers.size(); i++) {
            if (!IDENTITY_HASH.matcher(managers.get(i)).matches()) {
                throw new InvalidSetting(
                        "weft.transport.managers[" + i + "]",
                        "must be an identity hash of 32 hexadecimal digits, not \"" + managers.get(i) + "\"");
            }
        }
        return new TransportPlan(interfaces, managers);
    }

    /** Where its interfaces listen. */
    public List<ListenAddress> listeners() {
        return interfaces.stream()
                .filter(plan -> plan.kind() == InterfacePlan.Kind.TCP_SERVER)
                .map(plan -> new ListenAddress(
                        "weft.transport.interfaces." + plan.name() + ".port", plan.host(), plan.port()))
                .toList();
    }

    /** Two of its interfaces that want one address, in words for a person. Resolves names: not on an event loop. */
    public Optional<String> clash() {
        return ListenAddress.clash(listeners());
    }
}
