package weft.service.token;

/** What a resource of auth-service takes. */
public final class AuthPermission extends ServicePermission {

    private static final long serialVersionUID = 1;

    /** For {@code @PermissionsAllowed}, as {@link ServicePermission} has it. */
    public AuthPermission(String name, String[] actions) {
        super(Audience.AUTH, name, actions);
    }
}
