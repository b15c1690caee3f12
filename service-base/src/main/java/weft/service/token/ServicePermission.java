package weft.service.token;

import java.security.Permission;
import java.time.Instant;

/**
 * What a resource of one service takes: a token that is for this service, and what that has to allow. It stands in
 * {@code @PermissionsAllowed} as a {@link Scope}, as {@link #ANYONE} or as {@link #RECENT_PROOF}, with the class of the service.
 *
 * <p>A name that is none of these stops the start.
 */
public abstract class ServicePermission extends Permission {

    /** Whoever comes through the gateway, signed in or not, such as those who sign in. */
    public static final String ANYONE = "anyone";

    /** A session in which the password was given lately; stands in an annotation of its own, after that of the scope. */
    public static final String RECENT_PROOF = "recent-proof";

    private static final long serialVersionUID = 1;

    private final Audience audience;
    private final Scope scope;

    /**
     * As an annotation says it: {@code accounts:read} comes as a name and an action.
     *
     * @param actions one, or none
     * @throws IllegalArgumentException when there is no such scope
     */
    ServicePermission(Audience audience, String name, String[] actions) {
        super(actions == null || actions.length == 0 ? name : name + ':' + String.join(",", actions));
        this.audience = audience;
        this.scope = Scope.of(getName()).orElse(null);
        if (scope == null && !getName().equals(ANYONE) && !getName().equals(RECENT_PROOF)) {
            throw new IllegalArgumentException("no scope " + getName());
        }
    }

    /** The service whose resource it is. */
    Audience audience() {
        return audience;
    }

    /**
     * Refuses a caller who lacks it.
     *
     * @throws weft.service.problem.ProblemException 401 or 403, with what is missing
     */
    void require(Caller caller, Instant now) {
        if (scope != null) {
            caller.require(scope);
        } else if (getName().equals(RECENT_PROOF)) {
            caller.requireRecentProof(now);
        }
    }

    @Override
    public boolean implies(Permission other) {
        return equals(other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ServicePermission same
                && same.audience == audience
                && same.getName().equals(getName());
    }

    @Override
    public int hashCode() {
        return getName().hashCode();
    }

    @Override
    public String getActions() {
        return "";
    }
}
