package weft.events;

/**
 * A router has begun to run and doesn't know which destinations are hosted behind it: tell it now, not with the next digest.
 * Repeated until the first answer.
 *
 * @param router transport identity hash, 32 hexadecimal digits
 * @param incarnation of the router's run, as in the records of the packet plane
 */
public record HostingWanted(String router, long incarnation) implements Keyed {

    @Override
    public String key() {
        return router;
    }
}
