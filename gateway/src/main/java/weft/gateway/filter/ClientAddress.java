package weft.gateway.filter;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Set;

/**
 * Where a request comes from: the other end of the connection, or, behind a proxy that the operator trusts, the last address in
 * {@code X-Forwarded-For} that is no such proxy. Nothing a client writes there counts otherwise.
 */
final class ClientAddress {

    private static final int MAX_HEADER = 1024;

    private final Set<String> proxies;

    ClientAddress(List<String> trustedProxies) {
        this.proxies = Set.copyOf(trustedProxies);
    }

    String of(HttpServerRequest request) {
        String peer = request.remoteAddress() == null
                ? "unknown"
                : request.remoteAddress().hostAddress();
        String header = request.getHeader("X-Forwarded-For");
        if (!proxies.contains(peer) || header == null || header.length() > MAX_HEADER) {
            return peer;
        }
        String[] hops = header.split(",");
        for (int i = hops.length - 1; i >= 0; i--) {
            String hop = hops[i].strip();
            if (!proxies.contains(hop)) {
                return hop;
            }
        }
        return peer;
    }
}
