package weft.transport.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The {@code weft.transport} part of the configuration file. */
@RegisterForReflection
@ConfigMapping(prefix = "weft.transport")
public interface TransportSettings {

    /** Whether this node forwards packets for others. An end node still reaches everything its neighbours reach. */
    @WithDefault("true")
    boolean enabled();

    /** Whether probes are answered, so that others can measure the way to this node. Needs {@code enabled}. */
    @WithDefault("true")
    boolean probes();

    /**
     * Identity hashes, 32 hexadecimal digits each, whose owners may ask this node for its status over the mesh. Another entry stops the
     * start. This version has no remote management yet: who is named here is warned about, and can ask nothing.
     */
    Optional<List<String>> managers();

    /** Where the transport identity and the session ledgers stand. */
    @WithDefault("${weft.data:data}/transport")
    Path directory();

    /** The interfaces by name. None is allowed: members of one node reach each other without any. */
    Map<String, InterfaceSettings> interfaces();

    /** One interface. Which members apply depends on its type. */
    interface InterfaceSettings {

        /** {@code tcp-client} dials out and reconnects; {@code tcp-server} listens and serves many. Has to be there. */
        Optional<String> type();

        /** A disabled interface stays in the configuration and does nothing. */
        @WithDefault("true")
        boolean enabled();

        /** Host name or address to dial, which a {@code tcp-client} can't do without, or to listen on: 127.0.0.1 when absent. */
        Optional<String> host();

        /** TCP port, 1 to 65535. Has to be there. */
        OptionalInt port();

        /** {@code full}, {@code point-to-point}, {@code access-point}, {@code roaming}, {@code boundary}, {@code gateway} or {@code internal}. */
        @WithDefault("full")
        String mode();

        /** Assumed speed in bit/s, at least 5; it decides the largest packet of links and the share of announces. */
        @WithDefault("10000000")
        long bitrate();

        /** Network name of the interface access code: only those who know it can take part. */
        @WithName("network-name")
        Optional<String> networkName();

        /** Passphrase of the interface access code, taken as it is written. */
        Optional<String> passphrase();

        /** A file that holds the passphrase, instead of {@code passphrase}. A final line end is not part of it. */
        @WithName("passphrase-file")
        Optional<Path> passphraseFile();

        /** Size of the access code in bytes, 1 to 64; both ends must agree. Sixteen when absent. Needs a name or a passphrase. */
        @WithName("ifac-size")
        OptionalInt ifacSize();

        /** Whether bursts of announces and path requests from this interface are held back. */
        @WithName("ingress-control")
        @WithDefault("true")
        boolean ingressControl();

        /** Connections a {@code tcp-server} takes at once; further ones are closed and counted. 256 when absent. */
        @WithName("max-clients")
        OptionalInt maxClients();

        /** A fixed largest packet in bytes, at least 500, instead of the one that follows from the bitrate. */
        @WithName("fixed-mtu")
        OptionalInt fixedMtu();

        /**
         * Of a {@code tcp-client}: dial even though the remote hub may take the number of recent short sessions for an attack and ban
         * this address.
         */
        @WithName("ignore-hub-manners")
        Optional<Boolean> ignoreHubManners();

        /** Seconds between attempts to connect, or to listen. Five when absent. */
        @WithName("reconnect-seconds")
        OptionalLong reconnectSeconds();
    }
}
