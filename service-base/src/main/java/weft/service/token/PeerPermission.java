package weft.service.token;

import java.security.BasicPermission;

/**
 * What a resource takes that is for the other programs of a cluster, and no member's: a client certificate that the application let
 * in. In a process that asks for none, the one-process node for one, nobody has it.
 */
public final class PeerPermission extends BasicPermission {

    /** Its one name. */
    public static final String PEER = "peer";

    private static final long serialVersionUID = 1;

    /** For {@code @PermissionsAllowed}. */
    public PeerPermission(String name) {
        super(name);
    }
}
