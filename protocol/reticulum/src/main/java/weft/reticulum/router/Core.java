package weft.reticulum.router;

import java.util.random.RandomGenerator;
import weft.reticulum.Entropy;
import weft.reticulum.router.table.AddressTable;
import weft.reticulum.router.table.DuplicateFilter;

/** What every part of a Router stands on. */
class Core {

    final RouterConfig config;
    final Entropy entropy;
    final RandomGenerator random;
    final Turn turn = new Turn();
    final Drops drops = new Drops();
    final Interfaces interfaces = new Interfaces();
    final Attachments attachments;
    final Egress egress = new Egress(turn);
    final DuplicateFilter seen;
    final ReceptionFilter filter;
    final Verifications verifications;
    final PathTable paths;
    final Blackholes blackholes;

    Core(RouterConfig config, Entropy entropy, RandomGenerator random) {
        this.config = config;
        this.entropy = entropy;
        this.random = random;
        attachments = new Attachments(config, interfaces);
        seen = new DuplicateFilter(config.bound(Bound.DUPLICATES), random.nextLong());
        filter = new ReceptionFilter(config.identity().identity().hash(), seen);
        verifications = new Verifications(turn, config.bound(Bound.VERIFICATIONS));
        paths = new PathTable(turn, drops, table(Bound.PATHS));
        blackholes = new Blackholes(turn, drops, paths, config.bound(Bound.BLACKHOLES));
    }

    /** A table of the configured size. */
    final <E extends AddressTable.Entry> AddressTable<E> table(Bound bound) {
        return new AddressTable<>(config.bound(bound), random.nextLong());
    }
}
