package weft.service.token;

import jakarta.enterprise.context.RequestScoped;

/** The caller of the request at hand. Inject it into resource classes; the filter fills it before they run. */
@RequestScoped
public class CurrentCaller {

    private Caller caller;

    /** Who calls. */
    public Caller get() {
        if (caller == null) {
            throw new IllegalStateException("no caller was established for this request");
        }
        return caller;
    }

    void set(Caller established) {
        caller = established;
    }
}
