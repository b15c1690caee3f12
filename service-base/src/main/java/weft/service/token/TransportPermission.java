package weft.service.token;

/** What a resource of transport-service takes. */
public final class TransportPermission extends ServicePermission {

    private static final long serialVersionUID = 1;

    /** For {@code @PermissionsAllowed}, as {@link ServicePermission} has it. */
    public TransportPermission(String name, String[] actions) {
        super(Audience.TRANSPORT, name, actions);
    }
}
