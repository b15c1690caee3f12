package weft.gateway.domain;

import java.time.Duration;
import weft.service.net.Source;

/**
 * A rate limit of those who are known by their address alone: of an IPv4 address, of an IPv6 /64, and more slowly of its /56, since
 * one subscriber may have all of that.
 */
public final class SourceLimit {

    private static final int AT_ONCE_OF_NETWORK = 4;
    private static final int A_SECOND_OF_NETWORK = 2;

    private final RateLimit hosts;
    private final RateLimit networks;

    /**
     * @param capacity requests of a host at once; of a /56 {@value #AT_ONCE_OF_NETWORK} times as many
     * @param perSecond requests of a host that are added every second; of a /56 {@value #A_SECOND_OF_NETWORK} times as many
     */
    public SourceLimit(long capacity, long perSecond) {
        this.hosts = new RateLimit(capacity, perSecond);
        this.networks = new RateLimit(AT_ONCE_OF_NETWORK * capacity, A_SECOND_OF_NETWORK * perSecond);
    }

    /**
     * Takes one request.
     *
     * @return nothing to wait, or how long until there is one again
     */
    public Duration take(Source source) {
        Duration ofHost = hosts.take(source.host());
        if (!ofHost.isZero() || !source.isV6()) {
            return ofHost;
        }
        Duration ofNetwork = networks.take(source.network());
        if (!ofNetwork.isZero()) {
            hosts.giveBack(source.host());
        }
        return ofNetwork;
    }

    /** Gives back what was taken for a request that turned out to be another client's. */
    public void giveBack(Source source) {
        hosts.giveBack(source.host());
        if (source.isV6()) {
            networks.giveBack(source.network());
        }
    }

    /** The limit of hosts, to be shown. */
    public RateLimit hosts() {
        return hosts;
    }

    /** The limit of networks, to be shown. */
    public RateLimit networks() {
        return networks;
    }
}
