package weft.service.token;

/** The cookies of a browser. Both are opaque, for this host alone, over TLS alone, and out of the reach of scripts. */
public final class SessionCookies {

    /** The session. */
    public static final String SESSION = "__Host-weft";

    /** A browser that signed in before: it is not slowed down by what strangers do. It opens nothing by itself. */
    public static final String DEVICE = "__Host-weft-device";

    private SessionCookies() {}
}
