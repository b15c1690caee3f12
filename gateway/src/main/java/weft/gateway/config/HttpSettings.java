package weft.gateway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.util.List;
import java.util.Optional;

/** The {@code weft.http} part of the configuration file. */
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

    /** Addresses of reverse proxies whose {@code X-Forwarded-For} is believed. From everybody else it is ignored. */
    @WithName("trusted-proxies")
    Optional<List<String>> trustedProxies();

    /** Where to report security problems, for {@code /.well-known/security.txt}: a mailto: or https: address. */
    @WithName("security-contact")
    Optional<String> securityContact();
}
