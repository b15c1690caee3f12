package weft.gateway.filter;

import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import weft.service.http.HostNames;
import weft.service.problem.Problem;

/** Answers only to names that are this node's: a name that somebody else points here gets a 421. */
final class HostCheck {

    private static final Logger LOG = Logger.getLogger(HostCheck.class);

    private final HostNames hosts;

    /** @param allowed names from the configuration, beside the machine's own */
    HostCheck(List<String> allowed) {
        Set<String> names = new HashSet<>(Set.of("127.0.0.1", "::1"));
        names.addAll(allowed);
        try {
            names.add(InetAddress.getLocalHost().getHostName());
            for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                Collections.list(each.getInetAddresses()).forEach(address -> names.add(address.getHostAddress()));
            }
        } catch (SocketException | UnknownHostException e) {
            LOG.debugf("The machine's own names can't be listed: %s", e.getMessage());
        }
        this.hosts = new HostNames(names, false);
    }

    void handle(RoutingContext context) {
        Optional<Problem> refusal = hosts.refusal(context.request());
        if (refusal.isEmpty()) {
            context.next();
        } else if (refusal.get().status() == 421) {
            Refusal.send(
                    context,
                    refusal.get().withDetail("If the name is right, the operator adds it to weft.http.allowed-hosts."));
        } else {
            Refusal.send(context, refusal.get());
        }
    }
}
