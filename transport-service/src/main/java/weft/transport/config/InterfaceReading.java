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
import weft.service.files.SecretFile;

/** Reads the settings of one interface, and gathers all that is wrong with them before it says so. */
final class InterfaceReading {

    private static final int STANDARD_ACCESS_CODE = 16;
    private static final long STANDARD_RECONNECT_SECONDS = 5;

    /** Stands for the passphrase of an interface that is off, whose file need not be there. */
    private static final String UNREAD = "unread";

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

    private final String name;
    private final String key;
    private final TransportSettings.InterfaceSettings settings;
    private final List<String> problems = new ArrayList<>();

    InterfaceReading(String name, TransportSettings.InterfaceSettings settings) {
        this.name = name;
        this.key = InterfaceBasics.keyOf(name);
        this.settings = settings;
    }

    /** @throws InvalidSetting naming every key that is wrong, missing or of another kind, and what to write instead */
    InterfacePlan plan() {
        problems.addAll(InterfaceKind.lacking(key, settings.type(), this::isWritten));
        Optional<InterfaceKind> kind = settings.type().flatMap(InterfaceKind::of);
        settings.type()
                .filter(_ -> kind.isEmpty())
                .ifPresent(word ->
                        problems.add(key + ".type must be " + InterfaceKind.words() + ", not \"" + word + "\""));
        checkValues();
        kind.ifPresent(this::refuseKeysOfOthers);
        check(
                settings.bitrate() >= InterfaceProperties.MIN_BITRATE,
                "bitrate",
                "must be at least " + InterfaceProperties.MIN_BITRATE + " bit/s");
        Optional<Access> access = tried(() -> new Access(access()));
        Optional<InterfaceProperties> properties = tried(() -> properties(access.flatMap(Access::code)));
        if (!problems.isEmpty()) {
            throw new InvalidSetting(problems);
        }
        return kind.orElseThrow()
                .plan(
                        new InterfaceBasics(
                                name,
                                properties.orElseThrow(),
                                access.orElseThrow().code()),
                        settings);
    }

    /** Between attempts to connect, or to listen. */
    static long retryMillis(TransportSettings.InterfaceSettings settings) {
        return settings.reconnectSeconds().orElse(STANDARD_RECONNECT_SECONDS) * 1000;
    }

    /** So that an interface that has none differs from one whose code is wrong. */
    private record Access(Optional<AccessCode> code) {}

    private boolean isWritten(String text) {
        for (InterfaceKey each : InterfaceKey.values()) {
            if (each.text().equals(text)) {
                return each.isIn(settings);
            }
        }
        return false;
    }

    /** A value that is no good for any kind is named whatever the kind. */
    private void checkValues() {
        settings.host()
                .filter(host -> !HOST.matcher(host).matches())
                .ifPresent(
                        host -> problems.add(key + ".host must be a host name or an address, without brackets, port or"
                                + " space, not \"" + host + "\""));
        settings.port().ifPresent(port -> check(port >= 1 && port <= 65_535, "port", "must be from 1 to 65535"));
        settings.maxClients().ifPresent(most -> check(most >= 1, "max-clients", "must be at least 1"));
        settings.reconnectSeconds().ifPresent(pause -> check(pause >= 1, "reconnect-seconds", "must be at least 1"));
    }

    /** A key that does nothing for this kind of interface was meant for something. */
    private void refuseKeysOfOthers(InterfaceKind kind) {
        for (InterfaceKey each : InterfaceKey.values()) {
            check(
                    kind.has(each) || !each.isIn(settings),
                    each.text(),
                    "is for a " + InterfaceKind.having(each) + "; remove it");
        }
    }

    private InterfaceProperties properties(Optional<AccessCode> access) {
        InterfaceMode mode = MODES.get(settings.mode().toLowerCase(Locale.ROOT));
        require(
                mode != null,
                "mode",
                "must be one of "
                        + String.join(", ", MODES.keySet().stream().sorted().toList()));
        InterfaceProperties.Builder properties = InterfaceProperties.builder(
                        Math.max(settings.bitrate(), InterfaceProperties.MIN_BITRATE))
                .mode(mode)
                .accessCodeSize(access.map(AccessCode::size).orElse(0));
        if (settings.fixedMtu().isPresent()) {
            int mtu = settings.fixedMtu().getAsInt();
            require(mtu >= 500 && mtu <= 524_288, "fixed-mtu", "must be from 500 to 524288 bytes");
            properties.mtu(MtuKind.FIXED, mtu);
        }
        if (!settings.ingressControl()) {
            properties.ingress(IngressControl.OFF);
        }
        return properties.build();
    }

    private Optional<AccessCode> access() {
        int size = settings.ifacSize().orElse(STANDARD_ACCESS_CODE);
        require(
                size >= 1 && size <= AccessCode.MAX_SIZE,
                "ifac-size",
                "must be from 1 to " + AccessCode.MAX_SIZE + " bytes");
        Optional<String> network = settings.networkName();
        Optional<String> passphrase = passphrase();
        network.ifPresent(text -> requireCounts("network-name", text, size));
        passphrase.ifPresent(text -> requireCounts("passphrase", text, size));
        Optional<AccessCode> code = AccessCode.derive(network.orElse(""), passphrase.orElse(""), size);
        require(
                code.isPresent() || settings.ifacSize().isEmpty(),
                "ifac-size",
                "needs a network-name or a passphrase; without one of them the interface is open to everybody");
        return code;
    }

    /** An access code never vanishes because of what it is made of. */
    private void requireCounts(String member, String text, int size) {
        require(
                AccessCode.derive("", text, size).isPresent(),
                member,
                "can't be \"" + text + "\": every program of the network takes that for none at all. Choose another");
    }

    private Optional<String> passphrase() {
        if (settings.passphraseFile().isEmpty()) {
            return settings.passphrase();
        }
        Path file = settings.passphraseFile().get();
        if (settings.passphrase().isPresent()) {
            throw new InvalidSetting(key, "has both passphrase and passphrase-file; keep one of them");
        }
        if (!settings.enabled()) {
            return Optional.of(UNREAD);
        }
        return Optional.of(SecretFile.text("The file that " + key + ".passphrase-file names,", file));
    }

    private <T> Optional<T> tried(Supplier<T> part) {
        try {
            return Optional.of(part.get());
        } catch (InvalidSetting wrong) {
            problems.addAll(wrong.problems());
            return Optional.empty();
        }
    }

    private void check(boolean met, String member, String problem) {
        if (!met) {
            problems.add(key + "." + member + " " + problem);
        }
    }

    private void require(boolean met, String member, String problem) {
        if (!met) {
            throw new InvalidSetting(key + "." + member, problem);
        }
    }
}
