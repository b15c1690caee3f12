package weft.node.config;

import java.util.ArrayList;
import java.util.List;
import weft.service.listen.ListenAddress;
import weft.transport.config.TransportPlan;

/**
 * The configuration of a start, read whole and without a fault that could be told before anything runs.
 *
 * @param node what the node itself reads
 * @param transport what the mesh reads
 * @param managementHost address of health and metrics
 * @param places where its keys stand
 */
public record CheckedConfiguration(NodeSettings node, TransportPlan transport, String managementHost, Places places) {

    /** Of {@link #listeners} those that the node can't do without; an interface that can't listen is tried again. */
    public List<ListenAddress> ownListeners() {
        return listeners().stream()
                .filter(address -> !transport.listeners().contains(address))
                .toList();
    }

    /** Every address that was told to be listened on; not that of health and metrics where any port will do. */
    public List<ListenAddress> listeners() {
        List<ListenAddress> all = new ArrayList<>();
        all.add(new ListenAddress(
                "weft.http.port (--port)", node.http().host(), node.http().port()));
        node.managementPort()
                .ifPresent(port ->
                        all.add(new ListenAddress("weft.management-port (--management-port)", managementHost, port)));
        all.addAll(transport.listeners());
        return all;
    }
}
