package weft.interop.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a reference peer is set up. Immutable; each {@code with} gives another one. */
public record PeerConfig(
        Path directory,
        boolean transport,
        Optional<String> lxmfName,
        Optional<Integer> stampCost,
        Optional<Double> deliveryLimitKb,
        List<String> interfaces) {

    /** A peer that keeps its things in that directory, with no interface and no LXMF address. */
    public static PeerConfig in(Path directory) {
        return new PeerConfig(directory, false, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    /** Forwards for others. */
    public PeerConfig forwarding() {
        return new PeerConfig(directory, true, lxmfName, stampCost, deliveryLimitKb, interfaces);
    }

    /** Has an LXMF address of that display name. */
    public PeerConfig named(String name) {
        return new PeerConfig(directory, transport, Optional.of(name), stampCost, deliveryLimitKb, interfaces);
    }

    /** Asks for stamps of that cost, and drops messages without. */
    public PeerConfig asking(int cost) {
        return new PeerConfig(directory, transport, lxmfName, Optional.of(cost), deliveryLimitKb, interfaces);
    }

    /** Takes messages up to that many kilobytes of 1,000 bytes. */
    public PeerConfig taking(double kilobytes) {
        return new PeerConfig(directory, transport, lxmfName, stampCost, Optional.of(kilobytes), interfaces);
    }

    /** Listens on a loopback port. */
    public PeerConfig listening(int port, String... more) {
        return withInterface("TCPServerInterface", "listen_ip = 127.0.0.1\n    listen_port = " + port, more);
    }

    /** Dials a loopback port. */
    public PeerConfig dialling(int port, String... more) {
        return withInterface("TCPClientInterface", "target_host = 127.0.0.1\n    target_port = " + port, more);
    }

    private PeerConfig withInterface(String type, String place, String... more) {
        List<String> all = new ArrayList<>(interfaces);
        all.add("  [[Interface %d]]%n    type = %s%n    enabled = yes%n    %s%n    %s%n"
                .formatted(all.size(), type, place, String.join("\n    ", more)));
        return new PeerConfig(directory, transport, lxmfName, stampCost, deliveryLimitKb, List.copyOf(all));
    }

    /** The configuration file: an instance of its own, that no other program on this host joins. */
    String file() {
        return """
                [reticulum]
                  enable_transport = %s
                  share_instance = no
                  panic_on_interface_error = no

                [logging]
                  loglevel = 3

                [interfaces]
                %s""".formatted(transport ? "yes" : "no", String.join("\n", interfaces));
    }

    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(directory.toString()));
        lxmfName.ifPresent(name -> arguments.addAll(List.of("--lxmf", "--name", name)));
        stampCost.ifPresent(cost -> arguments.addAll(List.of("--enforce-stamps", "--stamp-cost", cost.toString())));
        deliveryLimitKb.ifPresent(limit -> arguments.addAll(List.of("--delivery-limit", limit.toString())));
        return arguments;
    }
}
