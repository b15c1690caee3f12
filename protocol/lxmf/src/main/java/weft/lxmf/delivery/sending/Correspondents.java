package weft.lxmf.delivery.sending;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import weft.reticulum.Address;

/** All correspondents, in the order in which they were first met. Those without message or link are forgotten past a bound. */
final class Correspondents {

    private final Map<Address, Correspondent> byAddress = new LinkedHashMap<>();
    private final int limit;
    private final Predicate<Correspondent> inUse;

    /** @param inUse whether a correspondent without messages must be kept all the same */
    Correspondents(int limit, Predicate<Correspondent> inUse) {
        this.limit = limit;
        this.inUse = inUse;
    }

    Optional<Correspondent> find(Address address) {
        return Optional.ofNullable(byAddress.get(address));
    }

    /** The correspondent, met now if need be. */
    Correspondent meet(Address address) {
        Correspondent known = byAddress.get(address);
        if (known != null) {
            return known;
        }
        if (byAddress.size() >= limit) {
            forgetOne();
        }
        Correspondent met = new Correspondent(address);
        byAddress.put(address, met);
        return met;
    }

    private void forgetOne() {
        for (Iterator<Correspondent> all = byAddress.values().iterator(); all.hasNext(); ) {
            Correspondent candidate = all.next();
            if (candidate.queue.isEmpty() && !inUse.test(candidate)) {
                all.remove();
                return;
            }
        }
    }
}
