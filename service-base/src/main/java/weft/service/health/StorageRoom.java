package weft.service.health;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * Whether there is room on the disk under the database for more messages. Whoever can see that disk tells it, which is the node with
 * its own database; where nobody can, there is room as far as anybody knows, and the database refuses what it has no room for.
 *
 * <p>While there is none, nothing new is taken in: no message of a member and none from the mesh, whose sender gets no
 * acknowledgement and tries again. Reading, deleting and signing in go on. From any thread, without waiting.
 */
@ApplicationScoped
public class StorageRoom {

    private volatile boolean full;

    /** Whether nothing new is to be taken in. */
    public boolean isFull() {
        return full;
    }

    /** Says how it is from now on. */
    public void tell(boolean isFull) {
        full = isFull;
    }
}
