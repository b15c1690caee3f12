package weft.message.hosting.endpoint;

import java.util.concurrent.CompletableFuture;
import weft.reticulum.Address;
import weft.reticulum.hosting.HostedRole;
import weft.reticulum.hosting.ToEndpoint;

/**
 * A destination that this process hosts, whatever it is for: what an {@link EndpointLoop} needs of it. Records and time go in; what
 * it has to say it gives to whoever it was made with, during the call.
 *
 * <p>Touched by its loop's context alone, but for address, shard, epoch and role, which never change.
 * Times are nanoseconds of {@link EndpointClock}.
 */
public sealed interface HostedEndpoint permits MemberEndpoint, NodeEndpoint {

    /** Where the Router brings records for it. */
    Address address();

    /** The shard that it lives on. */
    int shard();

    /** In which its shard was taken by this process; everything written for it carries it. */
    long epoch();

    /** Whose it is, for the Router. */
    HostedRole role();

    /** A record of the Router. Nothing happens after {@link #leave}. */
    void receive(long now, ToEndpoint message);

    /** The wall clock was set, and is this in seconds since 1970. */
    void wallClockSet(long now, long unixSeconds);

    /** Does what is due. Calling early or twice is harmless. */
    void onDeadline(long now);

    /** When {@link #onDeadline} has something to do; {@link Long#MAX_VALUE} when never. */
    long nextDeadline();

    /**
     * Closes every link, and does nothing any more.
     *
     * @return done when the Router has said of each packet that this took what became of it; the same at each call
     */
    CompletableFuture<Void> leave(long now);
}
