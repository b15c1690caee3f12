package weft.service.token;

/** What the token between gateway and services says beyond the registered claims, and how it is signed. */
public final class TokenClaims {

    /** The {@code iss} claim. */
    public static final String ISSUER = "weft-auth";

    /** The {@code typ} header: a token of another kind signed with the same key is none of ours. */
    public static final String TYPE = "weft+jwt";

    /** Longest life of a token, in seconds. */
    public static final int MAX_LIFE_SECONDS = 60;

    /** The {@code sub} of a caller who isn't signed in. */
    public static final String ANONYMOUS = "anonymous";

    /** {@link Caller.Kind} by name. */
    public static final String KIND = "kind";

    /** Id of the session or API token. */
    public static final String SESSION_ID = "sid";

    /** The account's name. */
    public static final String USERNAME = "preferred_username";

    /** Array of role names. */
    public static final String GROUPS = "groups";

    /** Scope names with spaces between them. */
    public static final String SCOPE = "scope";

    /** Unix seconds until which the last proof by password counts as recent. Auth-service alone knows how long that is. */
    public static final String PROVEN_UNTIL = "proven_until";

    /** Network address of the client. */
    public static final String ADDRESS = "addr";

    private TokenClaims() {}
}
