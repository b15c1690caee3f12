package weft.gateway.filter;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import weft.service.http.HostNames;

/**
 * The names that are this node's: those of the configuration, and the machine's own name and addresses. A machine gets an address when
 * its network comes up, and another one when it moves, so these are looked at again and again. Thread-safe.
 */
final class OwnNames {

    private static final Logger LOG = Logger.getLogger(OwnNames.class);

    private final Set<String> configured;
    private final Supplier<Set<String>> machine;
    private volatile HostNames current;

    /**
     * Looks once; see {@link #look}.
     *
     * @param configured names, beside the machine's own
     * @param machine what the machine is called now, as {@link #ofThisMachine} says it
     */
    OwnNames(Collection<String> configured, Supplier<Set<String>> machine) {
        this.configured = Set.copyOf(configured);
        this.machine = machine;
        look();
    }

    /** The names as they were when they were looked at last. */
    HostNames current() {
        return current;
    }

    /** Looks at the machine. Blocks while its name is looked up: never on the event loop. */
    void look() {
        Set<String> names = new HashSet<>(Set.of("127.0.0.1", "::1"));
        names.addAll(configured);
        names.addAll(machine.get());
        current = new HostNames(names, false);
    }

    /** The name and the addresses that this machine has now. One that can't be told keeps none of the others from being told. */
    static Set<String> ofThisMachine() {
        Set<String> names = new HashSet<>();
        try {
            for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                Collections.list(each.getInetAddresses()).forEach(address -> names.add(address.getHostAddress()));
            }
        } catch (SocketException e) {
            LOG.debugf("The machine's addresses can't be listed: %s", e.getMessage());
        }
        try {
            names.add(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            LOG.debugf("The machine's own name can't be looked up: %s", e.getMessage());
        }
        return names;
    }
}
