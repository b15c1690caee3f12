package weft.gateway.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import weft.gateway.domain.ForwardedHeader;
import weft.service.http.PublicUrl;
import weft.service.net.Network;

/** The {@code weft.http} part of the configuration file. */
@RegisterForReflection
@ConfigMapping(prefix = "weft.http")
public interface HttpSettings {

    /** Address the gateway listens on. */
    @WithDefault("127.0.0.1")
    String host();

    /** HTTPS port. */
    @WithDefault("8443")
    int port();

    /**
     * Names under which browsers may reach this node, beside localhost and the machine's own names and addresses. A request for
     * any other name is refused, so that a hostile page can't point a name of its own at this node.
     */
    @WithName("allowed-hosts")
    Optional<List<String>> allowedHosts();

    /**
     * Where people find this node from outside: https, a host, and a port unless it is 443. Its host is one of the names under which the
     * node answers, and links that are sent to others, as those of invitations, begin with it.
     */
    @WithName("public-url")
    Optional<PublicUrl> publicUrl();

    /**
     * Addresses and networks of reverse proxies that are believed when they say whom they ask for, in {@link #forwardedHeader}. From
     * everybody else that is ignored. Their connections don't count for {@link #connectionsPerAddress}.
     */
    @WithName("trusted-proxies")
    Optional<List<Network>> trustedProxies();

    /** The header in which the proxies say so; the other one is ignored, whoever sends it. */
    @WithName("forwarded-header")
    @WithDefault("x-forwarded-for")
    ForwardedHeader forwardedHeader();

    /** When browsers are told to insist on verified HTTPS: {@code auto}, {@code on} or {@code off}. */
    @WithDefault("auto")
    Hsts hsts();

    /** Connections at once; past that one without a request gives way, and where all have one a new one is refused. */
    @WithDefault("2000")
    int connections();

    /** Of these from one IPv4 address or IPv6 /64, and twice as many from a /56. More are refused. */
    @WithName("connections-per-address")
    @WithDefault("100")
    int connectionsPerAddress();

    /** Where to report security problems, for {@code /.well-known/security.txt}: a mailto: or https: address. */
    @WithName("security-contact")
    Optional<String> securityContact();

    /** What is wrong with values that are each of the right kind; empty when nothing is. Every problem begins with its key. */
    default List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (connections() < 1) {
            problems.add("weft.http.connections must be at least 1, not " + connections() + ".");
        }
        if (connectionsPerAddress() < 1) {
            problems.add("weft.http.connections-per-address must be at least 1, not " + connectionsPerAddress() + ".");
        }
        return problems;
    }
}
