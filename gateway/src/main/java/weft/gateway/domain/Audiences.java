package weft.gateway.domain;

import java.util.Map;
import java.util.Optional;
import weft.service.token.Audience;

/** Which service answers which part of the API. */
public final class Audiences {

    /** What every API path begins with. */
    public static final String API = "/api/v1/";

    private static final String EVENTS = API + "events";

    private static final Map<String, Audience> BY_FIRST_SEGMENT = Map.ofEntries(
            Map.entry("setup", Audience.AUTH),
            Map.entry("session", Audience.AUTH),
            Map.entry("sessions", Audience.AUTH),
            Map.entry("password", Audience.AUTH),
            Map.entry("resets", Audience.AUTH),
            Map.entry("tokens", Audience.AUTH),
            Map.entry("accounts", Audience.AUTH),
            Map.entry("invites", Audience.AUTH),
            Map.entry("access-attempts", Audience.AUTH),
            Map.entry("identities", Audience.MESSAGE),
            Map.entry("messages", Audience.MESSAGE),
            Map.entry("mailboxes", Audience.MESSAGE),
            Map.entry("events", Audience.MESSAGE),
            Map.entry("node", Audience.TRANSPORT),
            Map.entry("interfaces", Audience.TRANSPORT),
            Map.entry("announces", Audience.TRANSPORT),
            Map.entry("paths", Audience.TRANSPORT));

    private Audiences() {}

    /** Whether it is the path of the event stream, which services also answer with a slash behind it. */
    public static boolean isEventStream(String path) {
        return path.equals(EVENTS) || path.equals(EVENTS + "/");
    }

    /** The service of a path; empty for a path that no service has. */
    public static Optional<Audience> of(String path) {
        return part(path).map(BY_FIRST_SEGMENT::get);
    }

    /** The first segment of a path that a service has, such as {@code messages}; empty for any other path. */
    public static Optional<String> part(String path) {
        if (!path.startsWith(API)) {
            return Optional.empty();
        }
        int end = path.indexOf('/', API.length());
        return Optional.of(path.substring(API.length(), end < 0 ? path.length() : end))
                .filter(BY_FIRST_SEGMENT::containsKey);
    }
}
