package weft.transport.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import weft.reticulum.ifac.AccessCode;
import weft.reticulum.router.IngressControl;
import weft.reticulum.router.InterfaceMode;
import weft.reticulum.router.InterfaceProperties;
import weft.reticulum.router.MtuKind;
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
     * @throws InvalidSetting naming the key and what to write instead
     */
    public static InterfacePlan of(String name, TransportSettings.InterfaceSettings settings) {
        String key = KeyName.of(SECTION, name);
        Kind kind =
                switch (settings.type().toLowerCase(Locale.ROOT)) {
                    case "tcp-client" -> Kind.TCP_CLIENT;
                    case "tcp-server" -> Kind.TCP_SERVER;
                    default ->
                        throw new InvalidSetting(
                                key + ".type", "must be tcp-client or tcp-server, not \"" + settings.type() + "\"");
                };
        String host = host(key, kind, settings);
        require(settings.port() >= 1 && settings.port() <= 65_535, key + ".port", "must be from 1 to 65535");
        int maxClients = settings.maxClients().orElse(STANDARD_MAX_CLIENTS);
        require(maxClients >= 1, key + ".max-clients", "must be at least 1");
        requireOfUse(key, kind, settings);
        require(
                settings.bitrate() >= InterfaceProperties.MIN_BITRATE,
                key + ".bitrate",
                "must be at least " + InterfaceProperties.MIN_BITRATE + " bit/s");
        Optional<AccessCode> access = access(key, settings);
        long reconnect = settings.reconnectSeconds().orElse(STANDARD_RECONNECT_SECONDS);
        require(reconnect >= 1, key + ".reconnect-seconds", "must be at least 1");
        return new InterfacePlan(
                name,
                kind,
                host,
                settings.port(),
                properties(key, settings, access),
                access,
                maxClients,
                reconnect * 1000,
                !settings.ignoreHubManners().orElse(false) && !isOwnHost(host));
    }

    /** A client without one would dial this very machine and say nothing of it. */
    private static String host(String key, Kind kind, TransportSettings.InterfaceSettings settings) {
        require(
                kind == Kind.TCP_SERVER || settings.host().isPresent(),
                key + ".host",
                "is missing; a tcp-client needs the host name or address that it dials");
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
        InterfaceProperties properties = InterfaceProperties.automatic(settings.bitrate())
                .withMode(mode)
                .withAccessCodeSize(access.map(AccessCode::size).orElse(0));
        if (settings.fixedMtu().isPresent()) {
            int mtu = settings.fixedMtu().getAsInt();
            require(mtu >= 500 && mtu <= 524_288, key + ".fixed-mtu", "must be from 500 to 524288 bytes");
            properties = properties.withMtu(MtuKind.FIXED, mtu);
        }
        return settings.ingressControl() ? properties : properties.withIngress(IngressControl.OFF);
    }

    /** A key that does nothing for this kind of interface was meant for something. */
    private static void requireOfUse(String key, Kind kind, TransportSettings.InterfaceSettings settings) {
        require(
                kind == Kind.TCP_SERVER || settings.maxClients().isEmpty(),
                key + ".max-clients",
                "is for a tcp-server; remove it");
        require(
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
