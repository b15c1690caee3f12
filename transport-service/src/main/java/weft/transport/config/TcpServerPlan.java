package weft.transport.config;

import java.util.Optional;
import java.util.OptionalInt;
import weft.service.listen.ListenAddress;

/**
 * Listens, and serves many; HDLC frames on each TCP connection.
 *
 * @param host name or address to listen on
 * @param port 1 to 65535
 * @param retryMillis pause between attempts to listen
 * @param maxClients connections it takes at once
 */
public record TcpServerPlan(InterfaceBasics basics, String host, int port, long retryMillis, int maxClients)
        implements InterfacePlan {

    private static final int STANDARD_MAX_CLIENTS = 256;
    private static final String STANDARD_HOST = "127.0.0.1";

    static TcpServerPlan of(InterfaceBasics basics, TransportSettings.InterfaceSettings settings) {
        return new TcpServerPlan(
                basics,
                settings.host().orElse(STANDARD_HOST),
                settings.port().orElseThrow(),
                InterfaceReading.retryMillis(settings),
                settings.maxClients().orElse(STANDARD_MAX_CLIENTS));
    }

    @Override
    public InterfaceKind kind() {
        return InterfaceKind.TCP_SERVER;
    }

    @Override
    public Optional<ListenAddress> listens() {
        return Optional.of(new ListenAddress(InterfaceBasics.keyOf(name()) + ".port", host, port));
    }

    @Override
    public OptionalInt places() {
        return OptionalInt.of(maxClients);
    }
}
