package weft.service.token;

/** What a resource of message-service takes. */
public final class MessagePermission extends ServicePermission {

    private static final long serialVersionUID = 1;

    /** For {@code @PermissionsAllowed}, as {@link ServicePermission} has it. */
    public MessagePermission(String name, String[] actions) {
        super(Audience.MESSAGE, name, actions);
    }
}
