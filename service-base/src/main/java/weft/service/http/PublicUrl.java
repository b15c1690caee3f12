package weft.service.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where people find a node from outside: what stands before the path in a link that one sends to another. Always HTTPS, and never with a
 * path, because the pages and the cookie of a node are at its root.
 */
public final class PublicUrl {

    private static final String EXAMPLE =
            "Write it as https://weft.example.org, with :port behind the name unless it is 443";
    private static final int OF_HTTPS = 443;
    private static final int LARGEST_PORT = 65535;

    private final String host;
    private final int port;

    private PublicUrl(String host, int port) {
        this.host = host;
        this.port = port;
    }

    /**
     * Reads {@code https://weft.example.org} or {@code https://[2001:db8::7]:8443}; a single slash may stand behind it.
     *
     * @throws IllegalArgumentException when it is anything else; the message says what is wrong and how it is written
     */
    public static PublicUrl of(String text) {
        URI uri = parsed(text.strip());
        if (!"https".equalsIgnoreCase(uri.getScheme())) {
            throw wrong(text, "does not begin with https://");
        }
        if (uri.getHost() == null || uri.getUserInfo() != null) {
            throw wrong(text, "names no host");
        }
        if (uri.getPort() == 0 || uri.getPort() > LARGEST_PORT) {
            throw wrong(text, "names no port from 1 to " + LARGEST_PORT);
        }
        boolean bare = uri.getRawPath().isEmpty() || uri.getRawPath().equals("/");
        if (!bare || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw wrong(text, "has a path, and a node is served at the root of its name");
        }
        return new PublicUrl(uri.getHost().toLowerCase(Locale.ROOT), uri.getPort() < 0 ? OF_HTTPS : uri.getPort());
    }

    private static URI parsed(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw wrong(text, "is no address");
        }
    }

    private static IllegalArgumentException wrong(String text, String why) {
        return new IllegalArgumentException(text + " " + why + ". " + EXAMPLE + ".");
    }

    /** The name, or the address; that of IPv6 in brackets. */
    public String host() {
        return host;
    }

    /** The link to a path of this node. */
    public String link(String path) {
        return this + path;
    }

    /** Without a slash at its end. */
    @Override
    public String toString() {
        return "https://" + host + (port == OF_HTTPS ? "" : ":" + port);
    }
}
