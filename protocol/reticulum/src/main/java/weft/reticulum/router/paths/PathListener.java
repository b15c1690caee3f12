package weft.reticulum.router.paths;

import java.util.List;
import weft.reticulum.Address;

/** Who is told what becomes of paths. */
public interface PathListener {

    /** A path is new or different. */
    void pathChanged(PathRow path);

    /** Paths are no more. */
    void pathsLost(List<Address> destinations);
}
