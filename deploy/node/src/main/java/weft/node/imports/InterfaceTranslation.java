package weft.node.imports;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One interface of a Reticulum configuration in Weft's terms, or why it can't be taken over. */
sealed interface InterfaceTranslation {

    /** What stands under the interface's name in {@code weft.transport.interfaces}. */
    record Taken(Map<String, Object> settings) implements InterfaceTranslation {}

    /** Left behind, with the reason for a person. */
    record NotSupported(String reason) implements InterfaceTranslation {}

    /** Keys that change what is on the wire; without support for them the interface would not work. */
    Set<String> WIRE_CHANGING = Set.of("kiss_framing", "i2p_tunneled");

    /** Keys that make an interface one that not everybody may use. */
    List<String> SECRETS = List.of("network_name", "networkname", "passphrase", "pass_phrase");

    int BITS_PER_BYTE = 8;

    static InterfaceTranslation of(Map<String, String> from) {
        Optional<String> wire = WIRE_CHANGING.stream()
                .filter(key -> ReticulumConfig.yes(from.get(key)))
                .findFirst();
        if (wire.isPresent()) {
            return new NotSupported(wire.get() + " is not supported");
        }
        String type = from.getOrDefault("type", "");
        return switch (type) {
            case "TCPClientInterface" -> endpoint(from, "tcp-client", List.of("target_host"), List.of("target_port"));
            case "TCPServerInterface" ->
                from.containsKey("device")
                        ? new NotSupported("listening on a device is not supported; give it a listen_ip")
                        : endpoint(from, "tcp-server", List.of("listen_ip"), List.of("listen_port", "port"));
            case "" -> new NotSupported("it has no type");
            default -> new NotSupported(type + " is not supported yet");
        };
    }

    private static InterfaceTranslation endpoint(
            Map<String, String> from, String type, List<String> hostKeys, List<String> portKeys) {
        Optional<String> host = first(from, hostKeys);
        Optional<String> port = first(from, portKeys);
        if (host.isEmpty() || port.isEmpty() || !port.get().matches("[0-9]{1,5}")) {
            return new NotSupported("it lacks " + hostKeys.getFirst() + " or a number as " + portKeys.getFirst());
        }
        Optional<String> secret = SECRETS.stream()
                .filter(key -> from.getOrDefault(key, "-").isBlank()
                        || from.getOrDefault(key, "-").equals("None"))
                .findFirst();
        if (secret.isPresent()) {
            return new NotSupported(secret.get() + " has no value, so it would be open to everybody");
        }
        Map<String, Object> to = new LinkedHashMap<>();
        to.put("type", type);
        to.put("host", host.get());
        to.put("port", Integer.parseInt(port.get()));
        boolean enabled = first(from, List.of("enabled", "interface_enabled"))
                .map(ReticulumConfig::yes)
                .orElse(false);
        if (!enabled) {
            to.put("enabled", false);
        }
        first(from, List.of("mode", "interface_mode"))
                .map(InterfaceTranslation::mode)
                .ifPresent(mode -> to.put("mode", mode));
        first(from, List.of("network_name", "networkname")).ifPresent(name -> to.put("network-name", name));
        first(from, List.of("passphrase", "pass_phrase")).ifPresent(text -> to.put("passphrase", text));
        if (SECRETS.stream().anyMatch(from::containsKey)) {
            number(from, "ifac_size").ifPresent(bits -> to.put("ifac-size", Math.max(1, bits / BITS_PER_BYTE)));
        }
        number(from, "bitrate").ifPresent(bitrate -> to.put("bitrate", bitrate));
        if (from.containsKey("ingress_control") && !ReticulumConfig.yes(from.get("ingress_control"))) {
            to.put("ingress-control", false);
        }
        return new Taken(to);
    }

    private static Optional<String> first(Map<String, String> from, List<String> keys) {
        return keys.stream()
                .map(from::get)
                .filter(value -> value != null && !value.isBlank())
                .findFirst();
    }

    private static Optional<Long> number(Map<String, String> from, String key) {
        return Optional.ofNullable(from.get(key))
                .filter(text -> text.matches("[0-9]{1,15}"))
                .map(Long::valueOf);
    }

    /** Reticulum takes several words for one mode. */
    private static String mode(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "access_point", "accesspoint", "ap" -> "access-point";
            case "pointtopoint", "point_to_point", "ptp" -> "point-to-point";
            case "gateway", "gw" -> "gateway";
            case "roaming" -> "roaming";
            case "boundary" -> "boundary";
            default -> "full";
        };
    }
}
