package weft.node;

import weft.node.config.NodeSettings;

/** Where a browser on this machine finds the node. */
public final class NodeUrl {

    private NodeUrl() {}

    /** The address with a slash at its end: {@code localhost} where the node listens on every address. */
    public static String of(NodeSettings.Http http) {
        String host =
                switch (http.host()) {
                    case "127.0.0.1", "0.0.0.0", "::", "::1", "localhost" -> "localhost";
                    default -> http.host().contains(":") ? "[" + http.host() + "]" : http.host();
                };
        return "https://" + host + ":" + http.port() + "/";
    }
}
