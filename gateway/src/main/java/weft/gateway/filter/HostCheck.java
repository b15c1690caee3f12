package weft.gateway.filter;

import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jboss.logging.Logger;
import weft.service.problem.Problem;

/** Answers only to names that are this node's: a name that somebody else points here gets a 421. */
final class HostCheck {

    private static final Logger LOG = Logger.getLogger(HostCheck.class);

    private final Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "::1"));

    /** @param allowed names from the configuration, beside the machine's own */
    HostCheck(List<String> allowed) {
        allowed.forEach(name -> names.add(normal(name)));
        try {
            names.add(normal(InetAddress.getLocalHost().getHostName()));
            for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                Collections.list(each.getInetAddresses())
                        .forEach(address -> names.add(normal(address.getHostAddress())));
            }
        } catch (SocketException | UnknownHostException e) {
            LOG.debugf("The machine's own names can't be listed: %s", e.getMessage());
        }
    }

    void handle(RoutingContext context) {
        HostAndPort asked = context.request().authority();
        if (asked != null && names.contains(normal(asked.host()))) {
            context.next();
        } else {
            Refusal.send(
                    context,
                    Problem.of(421, "misdirected", "This node doesn't answer to that name")
                            .withDetail("If the name is right, the operator adds it to weft.http.allowed-hosts."));
        }
    }

    /** Lower case, without the brackets of an IPv6 address and without its zone. */
    private static String normal(String name) {
        String bare = name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
        int zone = bare.indexOf('%');
        return (zone < 0 ? bare : bare.substring(0, zone)).toLowerCase(Locale.ROOT);
    }
}
