package weft.gateway.filter;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import weft.gateway.domain.ForwardedHeader;
import weft.service.net.Network;
import weft.service.net.Source;
import weft.service.problem.Problem;

/**
 * Where a request comes from: the other end of the connection, or, behind proxies that the operator trusts, the last address in their
 * header that is no such proxy. All lines of the header are one list, read from its end: what stands before the first address that
 * nobody vouches for may be the client's own words, and is not looked at.
 */
final class ClientAddress {

    private final ForwardedHeader header;
    private final List<Network> proxies;

    /**
     * @param header what the proxies set; the other header is never read
     * @param trustedProxies whose word counts
     */
    ClientAddress(ForwardedHeader header, List<Network> trustedProxies) {
        this.header = header;
        this.proxies = List.copyOf(trustedProxies);
    }

    /**
     * The source of a request.
     *
     * @throws weft.service.problem.ProblemException 400 when a proxy names something else than an address
     */
    Source of(HttpServerRequest request) {
        Source peer = Optional.ofNullable(request.remoteAddress())
                .map(remote -> remote.hostAddress())
                .flatMap(Source::parse)
                .orElseThrow(() -> unreadable("The connection has no address."));
        List<String> lines = request.headers().getAll(header.text());
        if (!trusted(peer) || lines.isEmpty()) {
            return peer;
        }
        List<String> hops = header.hops(lines).orElseThrow(() -> unreadable("The header can't be read."));
        Source last = peer;
        for (String hop : hops.reversed()) {
            last = ForwardedHeader.source(hop)
                    .orElseThrow(() -> unreadable("A proxy names something that is no address."));
            if (!trusted(last)) {
                return last;
            }
        }
        return last;
    }

    private boolean trusted(Source source) {
        return proxies.stream().anyMatch(proxy -> proxy.contains(source));
    }

    private RuntimeException unreadable(String why) {
        return Problem.malformed(header.text(), why).exception();
    }
}
