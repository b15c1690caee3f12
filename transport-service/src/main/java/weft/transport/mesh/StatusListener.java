package weft.transport.mesh;

/** Hears when an interface goes up, goes down, or gains or loses a connection. Called on the mesh's event loop; must not block. */
@FunctionalInterface
public interface StatusListener {

    void changed(String interfaceName, MeshInterface.Status status);
}
