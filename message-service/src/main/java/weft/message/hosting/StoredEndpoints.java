package weft.message.hosting;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import weft.lxmf.delivery.DeliverySettings;
import weft.lxmf.endpoint.LxmfEndpoint;
import weft.message.config.MessageSettings;
import weft.message.domain.MemberIdentity;
import weft.message.hosting.endpoint.EndpointClock;
import weft.message.hosting.endpoint.MemberEndpoint;
import weft.message.store.Identities;
import weft.message.store.Ratchets;
import weft.message.store.sql.Transaction;
import weft.reticulum.endpoint.EndpointLimits;
import weft.reticulum.endpoint.EndpointOptions;
import weft.reticulum.endpoint.RetainedRatchets;
import weft.service.config.LimitSettings;
import weft.service.quarantine.Quarantine;
import weft.service.quarantine.Quarantines;

/** Makes of what the store has of an identity the endpoint that hosts it. */
@ApplicationScoped
class StoredEndpoints {

    private static final int MTU = 65_536;
    private static final Duration MAX_PROOF_DELAY = Duration.ofMillis(200);

    private final SecureRandom entropy = new SecureRandom();
    private final Identities identities;
    private final Ratchets ratchets;
    private final EndpointActions actions;
    private final EndpointClock clock;
    private final LimitSettings limits;
    private final Duration proofDelay;
    private final Quarantine<String> lostRatchets;

    StoredEndpoints(
            Identities identities,
            Ratchets ratchets,
            EndpointActions actions,
            EndpointClock clock,
            LimitSettings limits,
            Quarantines quarantines,
            MessageSettings config) {
        this.identities = identities;
        this.ratchets = ratchets;
        this.actions = actions;
        this.clock = clock;
        this.limits = limits;
        this.lostRatchets = quarantines.of("ratchets");
        this.proofDelay =
                config.linkProofDelay().compareTo(MAX_PROOF_DELAY) > 0 ? MAX_PROOF_DELAY : config.linkProofDelay();
    }

    /**
     * A member's endpoint, without those of its ratchets that can't be read.
     *
     * @param epoch of the identity's shard
     * @throws weft.message.store.sealing.UnreadableIdentity when its private key can't be used
     * @throws weft.message.store.sql.UnknownObject when the identity is gone
     */
    MemberEndpoint load(Transaction transaction, MemberIdentity identity, long epoch) {
        List<Ratchets.Kept> kept = ratchets.list(
                transaction,
                identity.account(),
                identity.id(),
                (ratchet, why) -> lostRatchets.without(identity.id() + "/" + ratchet, why));
        LxmfEndpoint machine = new LxmfEndpoint(
                identities.keys(transaction, identity.account(), identity.id()),
                new RetainedRatchets(
                        kept.stream().map(Ratchets.Kept::ratchet).toList(),
                        kept.isEmpty() ? 0 : kept.getFirst().createdAt().getEpochSecond()),
                new EndpointOptions(
                        true,
                        true,
                        0,
                        identity.settings().enforceRatchets(),
                        EndpointOptions.DEFAULT_RATCHET_INTERVAL,
                        MTU,
                        proofDelay.toNanos(),
                        EndpointLimits.DEFAULT),
                DeliverySettings.DEFAULT.withDeliveryBytes(deliveryBytes(identity)),
                entropy::nextBytes,
                RandomGenerator.of("L64X128MixRandom"),
                clock.nanos(),
                clock.unixSeconds());
        return new MemberEndpoint(identity, epoch, machine, actions);
    }

    /** The identity is hosted no more. */
    void forget(MemberIdentity identity) {
        lostRatchets.forget(ratchet -> ratchet.startsWith(identity.id().toString()));
    }

    /** Whether an endpoint made for the one serves the other: all else is looked at when it is needed. */
    static boolean serves(MemberIdentity made, MemberIdentity now) {
        return made.settings().enforceRatchets() == now.settings().enforceRatchets();
    }

    /** Largest message that the identity takes in, in bytes. */
    long deliveryBytes(MemberIdentity identity) {
        long most = limits.deliveryKb();
        return 1000 * Math.min(most, identity.settings().deliveryLimitKb().orElse(limits.deliveryKb()));
    }
}
