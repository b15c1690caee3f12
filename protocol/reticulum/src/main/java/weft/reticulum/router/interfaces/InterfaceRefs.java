package weft.reticulum.router.interfaces;

import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.hosting.InterfaceRef;

/** Names interfaces for Endpoints, and finds the interfaces they name. */
public final class InterfaceRefs {

    /** The number of the way from one hosted destination to another, which is no interface. */
    public static final int LOCAL = 0;

    private final Address router;
    private final long incarnation;
    private final Interfaces interfaces;

    /** @param router its transport id */
    public InterfaceRefs(Address router, long incarnation, Interfaces interfaces) {
        this.router = router;
        this.incarnation = incarnation;
        this.interfaces = interfaces;
    }

    /** The name of an interface. */
    public InterfaceRef of(RouterInterface on) {
        return new InterfaceRef(router, incarnation, on.id());
    }

    /** The name of the way from one hosted destination to another. */
    public InterfaceRef local() {
        return new InterfaceRef(router, incarnation, LOCAL);
    }

    /** Whether it names that way. */
    public boolean isLocal(InterfaceRef interfaceRef) {
        return interfaceRef.equals(local());
    }

    /** Whether a record is for this Router: the one that its interface belongs to, in whatever run, or else the owner's home. */
    public boolean isForUs(Optional<InterfaceRef> on, Optional<Address> home) {
        return on.isPresent() ? on.get().router().equals(router) : isHome(home);
    }

    /** Whether this Router is that home; where none is named, each is. */
    public boolean isHome(Optional<Address> home) {
        return home.isEmpty() || home.get().equals(router);
    }

    /** The interface, or null when it, or the run of the Router it belonged to, is gone. */
    public RouterInterface find(InterfaceRef interfaceRef) {
        return interfaceRef.router().equals(router) && interfaceRef.incarnation() == incarnation
                ? interfaces.get(interfaceRef.interfaceId())
                : null;
    }
}
