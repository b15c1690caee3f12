package weft.node.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** One interface of a Reticulum configuration in Weft's terms, or why it can't be taken over. */
sealed interface InterfaceTranslation {

    /**
     * What stands under the interface's name in {@code weft.transport.interfaces}.
     *
     * @param settings by key
     * @param left keys that were not taken over, in alphabetical order: nothing of this version does what they ask for
     */
    record Taken(Map<String, Object> settings, List<String> left) implements InterfaceTranslation {}

    /** Left behind, with the reason for a person. */
    record NotSupported(String reason) implements InterfaceTranslation {}

    /** Translates one interface. */
    static InterfaceTranslation of(ReticulumConfig.Interface from) {
        try {
            return from.fault().<InterfaceTranslation>map(NotSupported::new).orElseGet(() -> new Reading(from.values())
                    .translation());
        } catch (Unusable left) {
            return new NotSupported(left.getMessage());
        }
    }

    /** A value that stands in the way of the whole interface. */
    final class Unusable extends RuntimeException {

        private static final long serialVersionUID = 1;

        Unusable(String reason) {
            super(reason);
        }
    }

    /** Reads the values of one interface, and knows which of them were read. */
    final class Reading {

        private static final int BITS_PER_BYTE = 8;
        private static final Set<String> OF_OLDER = Set.of("gateway", "internal");
        private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+(_[0-9]+)*");
        private static final int LONGEST = 18;

        /** What a Reticulum program takes where nothing else is said. */
        private static final Set<String> STANDARD_CAP = Set.of("2", "2.0");

        private final Map<String, String> values;
        private final Set<String> used = new TreeSet<>();
        private final Map<String, Object> to = new LinkedHashMap<>();

        Reading(Map<String, String> values) {
            this.values = values;
        }

        InterfaceTranslation translation() {
            String type = text("type").orElseThrow(() -> new Unusable("it has no type"));
            switch (type) {
                case "TCPClientInterface" -> client();
                case "TCPServerInterface" -> server();
                default -> throw new Unusable(type + " is not supported yet");
            }
            if (!isEnabled()) {
                to.put("enabled", false);
            }
            mode();
            access();
            number("bitrate").ifPresent(bitrate -> to.put("bitrate", bitrate));
            if (yes("ingress_control").filter(yes -> !yes).isPresent()) {
                to.put("ingress-control", false);
            }
            if (yes("outgoing").filter(yes -> !yes).isPresent()) {
                throw new Unusable("outgoing = no is not supported: here an interface that receives also sends");
            }
            if (text("announce_cap").filter(cap -> !STANDARD_CAP.contains(cap)).isPresent()) {
                used.remove("announce_cap");
            }
            List<String> left = new ArrayList<>(values.keySet());
            left.removeAll(used);
            return new Taken(to, left.stream().sorted().toList());
        }

        private void client() {
            for (String wire : List.of("kiss_framing", "i2p_tunneled")) {
                if (yes(wire).orElse(false)) {
                    throw new Unusable(wire + " is not supported");
                }
            }
            to.put("type", "tcp-client");
            endpoint("target_host", text("target_host"), "target_port", number("target_port"));
            number("fixed_mtu").filter(mtu -> mtu != 0).ifPresent(mtu -> to.put("fixed-mtu", mtu));
        }

        private void server() {
            if (values.containsKey("device")) {
                throw new Unusable("listening on a device is not supported; give it a listen_ip");
            }
            to.put("type", "tcp-server");
            Optional<Long> second = number("listen_port");
            endpoint(
                    "listen_ip",
                    text("listen_ip"),
                    "listen_port",
                    number("port").or(() -> second));
            // A program of that network has no use for it here, either.
            used.add("fixed_mtu");
        }

        private void endpoint(String hostKey, Optional<String> host, String portKey, Optional<Long> port) {
            to.put("host", host.orElseThrow(() -> new Unusable("it has no " + hostKey)));
            to.put("port", port.orElseThrow(() -> new Unusable("it has no " + portKey)));
        }

        /** Either word switches it on. */
        private boolean isEnabled() {
            boolean newer = yes("interface_enabled").orElse(false);
            return yes("enabled").orElse(false) || newer;
        }

        private void mode() {
            Optional<String> older = text("mode");
            String mode = text("interface_mode")
                    .map(newer -> both(newer, older))
                    .orElseGet(() -> older.flatMap(Reading::mode).orElse("full"));
            boolean offered = yes("discoverable").orElse(false);
            if (offered) {
                used.remove("discoverable");
            }
            if (offered && !mode.equals("access-point")) {
                mode = "gateway";
            }
            if (!mode.equals("full")) {
                to.put("mode", mode);
            }
        }

        /** Where both spellings stand the newer one wins, but for two modes that are then looked for in the older one alone. */
        private static String both(String newer, Optional<String> older) {
            Optional<String> mode = mode(newer);
            boolean ofOlder = mode.map(OF_OLDER::contains).orElse(true);
            return ofOlder && older.isPresent()
                    ? older.filter(word -> word.equals("gw") || OF_OLDER.contains(word))
                            .flatMap(Reading::mode)
                            .orElse("full")
                    : mode.orElse("full");
        }

        /** Words that name no mode count for full. */
        private static Optional<String> mode(String text) {
            return Optional.ofNullable(
                    switch (text.toLowerCase(Locale.ROOT)) {
                        case "full" -> "full";
                        case "access_point", "accesspoint", "ap" -> "access-point";
                        case "pointtopoint", "ptp" -> "point-to-point";
                        case "gateway", "gw" -> "gateway";
                        case "roaming" -> "roaming";
                        case "boundary" -> "boundary";
                        case "internal" -> "internal";
                        default -> null;
                    });
        }

        private void access() {
            secret("network_name", "networkname").ifPresent(name -> to.put("network-name", name));
            secret("pass_phrase", "passphrase").ifPresent(text -> to.put("passphrase", text));
            Optional<Long> bits = number("ifac_size").filter(size -> size >= BITS_PER_BYTE);
            if (to.containsKey("network-name") || to.containsKey("passphrase")) {
                bits.ifPresent(size -> to.put("ifac-size", size / BITS_PER_BYTE));
            }
        }

        /** Of two spellings the first wins where it says something. */
        private Optional<String> secret(String key, String other) {
            Optional<String> second = text(other).filter(Reading::isSecret);
            Optional<String> secret = text(key).filter(Reading::isSecret).or(() -> second);
            if (secret.isEmpty() && (values.containsKey(key) || values.containsKey(other))) {
                throw new Unusable(
                        (values.containsKey(key) ? key : other) + " has no value, so it would be open to everybody");
            }
            return secret;
        }

        private static boolean isSecret(String text) {
            return !text.isEmpty() && !text.equals("None");
        }

        private Optional<String> text(String key) {
            used.add(key);
            return Optional.ofNullable(values.get(key));
        }

        private Optional<Boolean> yes(String key) {
            return text(key).map(word -> ReticulumConfig.word(word)
                    .orElseThrow(() -> new Unusable(key + " is neither yes nor no")));
        }

        private Optional<Long> number(String key) {
            return text(key).map(digits -> {
                if (!WHOLE.matcher(digits).matches() || digits.length() > LONGEST) {
                    throw new Unusable(key + " is no whole number");
                }
                return Long.parseLong(digits.replace("_", ""));
            });
        }
    }
}
