package weft.transport.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import weft.reticulum.ifac.AccessCode;
import weft.reticulum.router.interfaces.IngressControl;
import weft.reticulum.router.interfaces.InterfaceMode;
import weft.reticulum.router.interfaces.InterfaceProperties;
import weft.reticulum.router.interfaces.MtuKind;
import weft.service.config.KeyName;
import weft.service.files.SecretFile;

/**
 * One interface as it will run: the settings, checked, in the terms of the Router.
 *
 * @param name as configured
 * @param kind what to open
 * @param host name or address
 * @param port 1 to 65535
 * @param properties what the Router must know
 * @param access the access code, where the interface has one
 * @param maxClients connections a server takes at once
 * @param reconnectMillis pause between attempts to connect
 * @param hubManners whether the ledger of short sessions is obeyed
 */
public record InterfacePlan(
        String name,
        Kind kind,
        String host,
        int port,
        InterfaceProperties properties,
        Optional<AccessCode> access,
        int maxClients,
        long reconnectMillis,
        boolean hubManners) {

    /** What kind of interface it is. */
    public enum Kind {
        TCP_CLIENT,
        TCP_SERVER
    }

    private static final int STANDARD_ACCESS_CODE = 16;
    private static final int STANDARD_MAX_CLIENTS = 256;
    private static final long STANDARD_RECONNECT_SECONDS = 5;
    private static final int LOWEST_PORT = 1;
    private static final String TCP_SERVER = "tcp-server";
    private static final String STANDARD_LISTEN_HOST = "127.0.0.1";

    /** Stands for the passphrase of an interface that is off, whose file need not be there. */
    private static final String UNREAD = "unread";

    /** The section of the interfaces. */
    static final String SECTION = "weft.transport.interfaces";

    /** Whatever a resolver may know; a URL, a port behind the host or a space is none of it. */
    private static final Pattern HOST = Pattern.compile("[^\\s\\p{Cntrl}/@\\[\\],;\"':]+|[0-9a-fA-F:.]+(%[^\\s/]+)?");

    private static final Map<String, InterfaceMode> MODES = Map.of(
            "full", InterfaceMode.FULL,
            "point-to-point", InterfaceMode.POINT_TO_POINT,
            "access-point", InterfaceMode.ACCESS_POINT,
            "roaming", InterfaceMode.ROAMING,
            "boundary", InterfaceMode.BOUNDARY,
            "gateway", InterfaceMode.GATEWAY,
            "internal", InterfaceMode.INTERNAL);

    /**
     * Checks the settings of one interface. Of one that is disabled no file is read.
     *
     * @throws InvalidSetting naming every key that is wrong or missing and what to write instead
     */
    public static InterfacePlan of(String name, TransportSettings.InterfaceSettings settings) {
        String key = KeyName.of(SECTION, name);
        List<String> problems = new ArrayList<>(lacking(
                key,
                settings.type(),
                settings.host().isPresent(),
                settings.port().isPresent()));
        Optional<Kind> kind = settings.type().flatMap(word -> tried(problems, () -> kind(key, word)));
        Optional<String> host = tried(problems, () -> host(key, settings));
        int port = settings.port().orElse(LOWEST_PORT);
        int maxClients = settings.maxClients().orElse(STANDARD_MAX_CLIENTS);
        long reconnect = settings.reconnectSeconds().orElse(STANDARD_RECONNECT_SECONDS);
        check(problems, port >= LOWEST_PORT && port <= 65_535, key + ".port", "must be from 1 to 65535");
        check(problems, maxClients >= 1, key + ".max-clients", "must be at least 1");
        kind.ifPresent(found -> requireOfUse(problems, key, found, settings));
        check(
                problems,
                settings.bitrate() >= InterfaceProperties.MIN_BITRATE,
                key + ".bitrate",
                "must be at least " + InterfaceProperties.MIN_BITRATE + " bit/s");
        check(problems, reconnect >= 1, key + ".reconnect-seconds", "must be at least 1");
        Optional<Access> access = tried(problems, () -> new Access(access(key, settings)));
        Optional<InterfaceProperties> properties =
                tried(problems, () -> properties(key, settings, access.flatMap(Access::code)));
        if (!problems.isEmpty()) {
            throw new InvalidSetting(problems);
        }
        return new InterfacePlan(
                name,
                kind.orElseThrow(),
                host.orElseThrow(),
                port,
                properties.orElseThrow(),
                access.orElseThrow().code(),
                maxClients,
                reconnect * 1000,
                !settings.ignoreHubManners().orElse(false) && !isOwnHost(host.orElseThrow()));
    }

    /** So that an interface that has none differs from one whose code is wrong. */
    private record Access(Optional<AccessCode> code) {}

    private static <T> Optional<T> tried(List<String> problems, Supplier<T> part) {
        try {
            return Optional.of(part.get());
        } catch (InvalidSetting wrong) {
            problems.addAll(wrong.problems());
            return Optional.empty();
        }
    }

    private static void check(List<String> problems, boolean met, String key, String problem) {
        if (!met) {
            problems.add(key + " " + problem);
        }
    }

    /**
     * What an interface can't do without and doesn't have, each as a sentence that begins with its key; empty when nothing is missing.
     * A client without a host would dial this very machine and say nothing of it.
     *
     * @param key of the interface
     * @param type as written, if it is
     * @param host whether there is one
     * @param port whether there is one
     */
    public static List<String> lacking(String key, Optional<String> type, boolean host, boolean port) {
        List<String> problems = new ArrayList<>();
        check(problems, type.isPresent(), key + ".type", "is missing; it is tcp-client or tcp-server");
        check(
                problems,
                host || type.filter(TCP_SERVER::equalsIgnoreCase).isPresent(),
                key + ".host",
                "is missing; a tcp-client needs the host name or address that it dials");
        check(
                problems,
                port,
                key + ".port",
                "is missing; it is the port, from 1 to 65535, that a tcp-client dials and a tcp-server listens on");
        return problems;
    }

    private static Kind kind(String key, String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "tcp-client" -> Kind.TCP_CLIENT;
            case TCP_SERVER -> Kind.TCP_SERVER;
            default ->
                throw new InvalidSetting(key + ".type", "must be tcp-client or tcp-server, not \"" + word + "\"");
        };
    }

    private static String host(String key, TransportSettings.InterfaceSettings settings) {
        String host = settings.host().orElse(STANDARD_LISTEN_HOST);
        require(
                HOST.matcher(host).matches(),
                key + ".host",
                "must be a host name or an address, without brackets, port or space, not \"" + host + "\"");
        return host;
    }

    /** A hub on this very host is the same operator's, who restarts both as often as needed. */
    private static boolean isOwnHost(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }

    private static InterfaceProperties properties(
            String key, TransportSettings.InterfaceSettings settings, Optional<AccessCode> access) {
        InterfaceMode mode = MODES.get(settings.mode().toLowerCase(Locale.ROOT));
        require(
                mode != null,
                key + ".mode",
                "must be one of "
                        + String.join(", ", MODES.keySet().stream().sorted().toList()));
        InterfaceProperties.Builder properties = InterfaceProperties.builder(
                        Math.max(settings.bitrate(), InterfaceProperties.MIN_BITRATE))
                .mode(mode)
                .accessCodeSize(access.map(AccessCode::size).orElse(0));
        if (settings.fixedMtu().isPresent()) {
            int mtu = settings.fixedMtu().getAsInt();
            require(mtu >= 500 && mtu <= 524_288, key + ".fixed-mtu", "must be from 500 to 524288 bytes");
            properties.mtu(MtuKind.FIXED, mtu);
        }
        if (!settings.ingressControl()) {
            properties.ingress(IngressControl.OFF);
        }
        return properties.build();
    }

    /** A key that does nothing for this kind of interface was meant for something. */
    private static void requireOfUse(
            List<String> problems, String key, Kind kind, TransportSettings.InterfaceSettings settings) {
        check(
                problems,
                kind == Kind.TCP_SERVER || settings.maxClients().isEmpty(),
                key + ".max-clients",
                "is for a tcp-server; remove it");
        check(
                problems,
                kind == Kind.TCP_CLIENT || settings.ignoreHubManners().isEmpty(),
                key + ".ignore-hub-manners",
                "is for a tcp-client; remove it");
    }

    private static Optional<AccessCode> access(String key, TransportSettings.InterfaceSettings settings) {
        int size = settings.ifacSize().orElse(STANDARD_ACCESS_CODE);
        require(
                size >= 1 && size <= AccessCode.MAX_SIZE,
                key + ".ifac-size",
                "must be from 1 to " + AccessCode.MAX_SIZE + " bytes");
        Optional<String> name = settings.networkName();
        Optional<String> passphrase = passphrase(key, settings);
        name.ifPresent(text -> requireCounts(key + ".network-name", text, size));
        passphrase.ifPresent(text -> requireCounts(key + ".passphrase", text, size));
        Optional<AccessCode> code = AccessCode.derive(name.orElse(""), passphrase.orElse(""), size);
        require(
                code.isPresent() || settings.ifacSize().isEmpty(),
                key + ".ifac-size",
                "needs a network-name or a passphrase; without one of them the interface is open to everybody");
        return code;
    }

    /** An access code never vanishes because of what it is made of. */
    private static void requireCounts(String key, String text, int size) {
        require(
                AccessCode.derive("", text, size).isPresent(),
                key,
                "can't be \"" + text + "\": every program of the network takes that for none at all. Choose another");
    }

    private static Optional<String> passphrase(String key, TransportSettings.InterfaceSettings settings) {
        if (settings.passphraseFile().isEmpty()) {
            return settings.passphrase();
        }
        Path file = settings.passphraseFile().get();
        require(settings.passphrase().isEmpty(), key, "has both passphrase and passphrase-file; keep one of them");
        if (!settings.enabled()) {
            return Optional.of(UNREAD);
        }
        return Optional.of(SecretFile.text("The file that " + key + ".passphrase-file names,", file));
    }

    private static void require(boolean met, String key, String problem) {
        if (!met) {
            throw new InvalidSetting(key, problem);
        }
    }
}
