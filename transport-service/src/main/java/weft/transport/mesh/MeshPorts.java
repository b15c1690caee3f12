package weft.transport.mesh;

import java.util.List;
import java.util.function.Consumer;
import weft.reticulum.Address;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.router.RouterInput;
import weft.reticulum.router.RouterOutput;
import weft.reticulum.router.paths.PathRow;

/** What the mesh side needs of the rest of the service. Called on the mesh's event loop; nothing here may block or throw. */
public interface MeshPorts {

    /** Puts a record on the bus; false when the bus does not take it now. */
    boolean toEndpoint(ToEndpoint message);

    /** Checks a signature on a pool and gives the answer back; drops the work, and counts that, when too much waits. */
    void verify(RouterOutput.VerifySignature work, Consumer<RouterInput> answer);

    /** An announce was accepted. */
    void heard(RouterOutput.AnnounceHeard announce, String interfaceName);

    /** Whether more announces are accepted for now than can be kept. */
    boolean isBehind();

    /** A path is new or different. */
    void pathChanged(PathRow path);

    /** Paths are no more. */
    void pathsLost(List<Address> destinations);
}
