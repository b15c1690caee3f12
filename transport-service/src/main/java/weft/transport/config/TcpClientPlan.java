package weft.transport.config;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.router.interfaces.InterfaceProperties;
import weft.service.listen.ListenAddress;

/**
 * Dials out and comes back after every loss; HDLC frames on a TCP connection.
 *
 * @param host name or address to dial
 * @param port 1 to 65535
 * @param retryMillis pause between attempts to connect
 * @param hubManners whether the ledger of short sessions is obeyed
 */
public record TcpClientPlan(InterfaceBasics basics, String host, int port, long retryMillis, boolean hubManners)
        implements InterfacePlan {

    static TcpClientPlan of(InterfaceBasics basics, TransportSettings.InterfaceSettings settings) {
        String host = settings.host().orElseThrow();
        return new TcpClientPlan(
                basics,
                host,
                settings.port().orElseThrow(),
                InterfaceReading.retryMillis(settings),
                !settings.ignoreHubManners().orElse(false) && !isOwnHost(host));
    }

    /** A hub on this very host is the same operator's, who restarts both as often as needed. */
    private static boolean isOwnHost(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }

    @Override
    public InterfaceKind kind() {
        return InterfaceKind.TCP_CLIENT;
    }

    @Override
    public Optional<ListenAddress> listens() {
        return Optional.empty();
    }

    @Override
    public OptionalInt places() {
        return OptionalInt.empty();
    }

    /** With the tunnel, by which the hub knows it again: the same as long as name, host and port are. */
    @Override
    public InterfaceProperties properties() {
        String description = "TcpClient[" + name() + "/" + host + ":" + port + "]";
        return basics.properties()
                .but()
                .tunnel(Hashes.sha256(description.getBytes(StandardCharsets.UTF_8)))
                .build();
    }
}
