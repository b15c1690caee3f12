package weft.service.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import weft.service.net.Source;
import weft.service.problem.Problem;

/**
 * The names under which a server is asked. A page of a stranger can point a name of its own at any address, and a browser then takes
 * what it finds there for that page's own: so only names that are expected are answered.
 */
public final class HostNames {

    private static final Problem NOT_ONE = Problem.malformed("Host", "A request names one host.");

    private final Set<String> names;
    private final boolean anyAddress;

    /**
     * @param names that are expected, beside {@code localhost}; addresses are names too
     * @param anyAddress whether any IP address will do: no name of a stranger is an address
     */
    public HostNames(Collection<String> names, boolean anyAddress) {
        this.names = names.stream().map(HostNames::normal).collect(Collectors.toUnmodifiableSet());
        this.anyAddress = anyAddress;
    }

    /** Why a request is not to be answered: it names another host, several, or none. Empty when it is. */
    public Optional<Problem> refusal(HttpServerRequest request) {
        List<String> hosts = request.headers().getAll("Host");
        HostAndPort asked = request.authority();
        if (hosts.size() > 1
                || (asked == null && request.version() != HttpVersion.HTTP_1_0)
                || !agree(request, asked, hosts)) {
            return Optional.of(NOT_ONE);
        }
        return asked != null && isExpected(normal(asked.host()))
                ? Optional.empty()
                : Optional.of(Problem.of(421, "misdirected", "This node doesn't answer to that name"));
    }

    /** Whether the host in the address of an HTTP/1 request, or beside the authority of an HTTP/2 one, is the same. */
    private static boolean agree(HttpServerRequest request, HostAndPort asked, List<String> hosts) {
        String uri = request.uri();
        int scheme = uri == null ? -1 : uri.indexOf("://");
        if (request.version() == HttpVersion.HTTP_2) {
            return hosts.stream().allMatch(host -> sameAuthority(host, asked));
        }
        if (scheme < 0 || uri.startsWith("/")) {
            return true;
        }
        String rest = uri.substring(scheme + 3);
        int end = rest.indexOf('/');
        return sameAuthority(end < 0 ? rest.split("[?#]", 2)[0] : rest.substring(0, end), asked);
    }

    private static boolean sameAuthority(String authority, HostAndPort asked) {
        HostAndPort other = HostAndPort.parseAuthority(authority, -1);
        return other != null
                && asked != null
                && normal(other.host()).equals(normal(asked.host()))
                && other.port() == asked.port();
    }

    private boolean isExpected(String host) {
        return host.equals("localhost")
                || names.contains(host)
                || (anyAddress && Source.parse(host).isPresent());
    }

    /** Lower case, without the brackets of an IPv6 address and without its zone; an address in its one usual form. */
    private static String normal(String name) {
        String bare = name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
        int zone = bare.indexOf('%');
        String whole = zone < 0 ? bare : bare.substring(0, zone);
        return Source.parse(whole).map(Source::address).orElseGet(() -> whole.toLowerCase(Locale.ROOT));
    }
}
