package weft.message.hosting;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** This process loses its shards and takes them again a moment later, as after a restart: everything on disk is read anew. */
@ApplicationScoped
public class ShardsLost {

    @Inject
    Ownership ownership;

    @Inject
    Hosting hosting;

    /** How many it holds. */
    public int held() {
        return ownership.held().size();
    }

    public void happen() {
        ownership.release();
        ownership.renew();
        hosting.tellAgain();
    }
}
