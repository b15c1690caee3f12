package weft.message.domain;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import weft.lxmf.delivery.receiving.InboundPolicy;
import weft.lxmf.delivery.receiving.InboundPolicy.Strangers;
import weft.reticulum.Address;
import weft.reticulum.identity.Identity;

/**
 * A mesh identity that a member has on this node, without its private key.
 *
 * @param address the {@code lxmf.delivery} destination hash, by which peers write to it
 * @param shard 0 to 63, from the address: who hosts its Endpoint
 * @param settings what the member chose
 * @param announcedAt when it last announced itself
 * @param homeRouter transport identity of the router that its packets leave through when nothing else says which; empty until one
 *     was heard
 */
public record MemberIdentity(
        UUID account,
        UUID id,
        Identity keys,
        Address address,
        int shard,
        Settings settings,
        Instant createdAt,
        Optional<Instant> announcedAt,
        Optional<Address> homeRouter) {

    /** Hosting is divided into this many shards. */
    public static final int SHARDS = 64;

    /** The shard of a destination: addresses are hashes, so any six bits spread evenly. */
    public static int shardOf(Address address) {
        return (int) (address.high() >>> 58);
    }

    /** The same, at home at that router. */
    public MemberIdentity withHomeRouter(Address router) {
        return new MemberIdentity(
                account, id, keys, address, shard, settings, createdAt, announcedAt, Optional.of(router));
    }

    /** What this identity wants of messages that come in. */
    public InboundPolicy policy() {
        return new InboundPolicy(address, settings.stampCost(), settings.enforceStamps(), settings.strangers());
    }

    /**
     * What a member may set.
     *
     * @param displayName announced in clear; at most {@value #MAX_NAME_BYTES} bytes of UTF-8
     * @param stampCost bits of work asked of senders, 1 to 254; empty: none
     * @param enforceStamps whether messages without the work are refused rather than marked
     * @param enforceRatchets whether packets to the base key are refused
     * @param propagationNode the node that keeps messages for this identity
     * @param listed whether the other members of the node see it in their list of who is here
     * @param deliveryLimitKb largest message that is taken, in units of 1000 bytes; empty: the node's limit
     */
    public record Settings(
            String displayName,
            OptionalInt stampCost,
            boolean enforceStamps,
            boolean enforceRatchets,
            Optional<Address> propagationNode,
            OptionalInt deliveryLimitKb,
            Strangers strangers,
            boolean listed) {

        /** Leaves room for ratchet and cost in an announce of one packet. */
        public static final int MAX_NAME_BYTES = 128;

        /** A new identity: no stamp asked, strangers welcome. */
        public static Settings named(String displayName) {
            return new Settings(
                    displayName,
                    OptionalInt.empty(),
                    false,
                    false,
                    Optional.empty(),
                    OptionalInt.empty(),
                    Strangers.ALLOW,
                    false);
        }

        /** The same, seen by the other members or not. */
        public Settings withListed(boolean seen) {
            return new Settings(
                    displayName,
                    stampCost,
                    enforceStamps,
                    enforceRatchets,
                    propagationNode,
                    deliveryLimitKb,
                    strangers,
                    seen);
        }
    }
}
