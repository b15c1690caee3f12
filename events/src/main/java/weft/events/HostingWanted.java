package weft.events;

/**
 * A router runs. Until it has been told which destinations are hosted behind it, it asks: tell it now, not with the next digest.
 * Afterwards this is its sign of life, repeated every 30 s and when it hears a digest.
 *
 * @param router transport identity hash, 32 hexadecimal digits
 * @param incarnation of the router's run, as in the records of the packet plane
 * @param told whether it has been told since it began to run, and asks for nothing
 */
public record HostingWanted(String router, long incarnation, boolean told) implements Keyed {

    @Override
    public String key() {
        return router;
    }
}
