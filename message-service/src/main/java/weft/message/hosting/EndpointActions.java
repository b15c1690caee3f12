package weft.message.hosting;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.jboss.logging.Logger;
import weft.lxmf.announce.DeliveryAppData;
import weft.lxmf.delivery.Arrival;
import weft.lxmf.delivery.DeliveryCommand;
import weft.lxmf.delivery.DeliveryEvent;
import weft.lxmf.message.DeliveryMethod;
import weft.message.bus.PacketPlane;
import weft.message.config.CrashPoint;
import weft.message.config.CrashPoint.Place;
import weft.message.delivery.StampGenerator;
import weft.message.domain.MemberIdentity;
import weft.message.domain.Method;
import weft.message.domain.StoredMessage.Reception;
import weft.message.hosting.endpoint.EndpointClock;
import weft.message.hosting.endpoint.HostedEndpoints;
import weft.message.hosting.endpoint.MemberEndpoint;
import weft.message.store.Identities;
import weft.message.store.Journal;
import weft.message.store.Ratchets;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.hosting.Signal;
import weft.reticulum.hosting.ToRouter;

/** What the endpoints' records and events lead to. Called on the endpoints' contexts, so nothing here waits. */
@ApplicationScoped
class EndpointActions implements MemberEndpoint.Actions {

    private static final Logger LOG = Logger.getLogger(EndpointActions.class);

    private final PacketPlane plane;
    private final Routers routers;
    private final HostedEndpoints endpoints;
    private final JournalWriter journal;
    private final GroupCommit commits;
    private final OutboundWriter outbound;
    private final AnnounceWriter heard;
    private final StampGenerator stampGenerator;
    private final Ratchets ratchets;
    private final Identities identities;
    private final EndpointClock clock;
    private final CrashPoint crashPoint;
    private final MeterRegistry metrics;

    EndpointActions(
            PacketPlane plane,
            Routers routers,
            HostedEndpoints endpoints,
            JournalWriter journal,
            GroupCommit commits,
            OutboundWriter outbound,
            AnnounceWriter heard,
            StampGenerator stampGenerator,
            Ratchets ratchets,
            Identities identities,
            EndpointClock clock,
            CrashPoint crashPoint,
            MeterRegistry metrics) {
        this.plane = plane;
        this.routers = routers;
        this.endpoints = endpoints;
        this.journal = journal;
        this.commits = commits;
        this.outbound = outbound;
        this.heard = heard;
        this.stampGenerator = stampGenerator;
        this.ratchets = ratchets;
        this.identities = identities;
        this.clock = clock;
        this.crashPoint = crashPoint;
        this.metrics = metrics;
    }

    @Override
    public void send(MemberEndpoint endpoint, ToRouter message) {
        plane.offer(routers.addressed(endpoint.address(), endpoint.identity().homeRouter(), message));
    }

    @Override
    public void happened(MemberEndpoint endpoint, DeliveryEvent event) {
        switch (event) {
            case DeliveryEvent.StampWanted wanted -> searchStamp(endpoint, wanted);
            case DeliveryEvent.StampNotWanted notWanted -> stampGenerator.cancel(notWanted.message());
            case DeliveryEvent.OfMessage ofMessage -> outbound.write(endpoint, ofMessage);
            case DeliveryEvent.MessageArrived(Arrival arrival) -> arrived(endpoint, arrival);
            case DeliveryEvent.RecipientFound(var recipient, int hops) -> heard.found(recipient, hops);
            case DeliveryEvent.StoreRatchet rotation -> storeRatchet(endpoint, rotation);
            case DeliveryEvent.PathRequested(var on) ->
                endpoints.handle(endpoint.address(), announce(endpoint.identity(), Optional.of(on)));
            case DeliveryEvent.Announced(boolean sent, var data) -> {
                if (sent) {
                    announced(endpoint, data);
                }
            }
            case DeliveryEvent.ArrivalRefused refused -> {
                metrics.counter("weft_endpoint_refused", "reason", "too_large").increment();
                LOG.infof(
                        "a transfer of %d bytes to %s was refused: its limit is %d",
                        refused.bytes(), endpoint.address(), refused.limitBytes());
            }
            case DeliveryEvent.Dropped(var reason) ->
                metrics.counter("weft_endpoint_dropped", "reason", reason.name())
                        .increment();
        }
    }

    /** The announce of an identity as it is now. */
    DeliveryCommand.Announce announce(MemberIdentity identity, Optional<InterfaceRef> on) {
        return new DeliveryCommand.Announce(
                clock.unixSeconds(),
                new DeliveryAppData(
                        Optional.of(identity.settings().displayName()),
                        identity.settings().stampCost(),
                        true),
                on);
    }

    private void searchStamp(MemberEndpoint endpoint, DeliveryEvent.StampWanted wanted) {
        boolean begun = stampGenerator.search(
                wanted.message(),
                wanted.work(),
                found -> found.ifPresent(stamp -> outbound.stampFound(
                        endpoint,
                        wanted.message(),
                        stamp,
                        () -> endpoints.handle(
                                endpoint.address(), new DeliveryCommand.StampFound(wanted.message(), stamp)))));
        if (!begun) {
            endpoints.handle(endpoint.address(), new DeliveryCommand.StampPutOff(wanted.message()));
        }
    }

    private void arrived(MemberEndpoint endpoint, Arrival arrival) {
        MemberIdentity identity = endpoint.identity();
        var reception = arrival.reception();
        Optional<Signal> signal = reception.signal();
        journal.write(
                new Journal.Arrival(
                        identity.account(),
                        identity.id(),
                        identity.shard(),
                        Hashes.sha256(arrival.packed()),
                        arrival.method() == DeliveryMethod.OPPORTUNISTIC ? Method.OPPORTUNISTIC : Method.DIRECT,
                        new Reception(
                                arrival.ratchetId(),
                                OptionalInt.of(reception.hops()),
                                signal.map(Signal::rssi),
                                signal.map(Signal::snr)),
                        arrival.linkIdentity(),
                        Instant.now(),
                        arrival.packed()),
                () -> prove(endpoint, arrival));
    }

    private void prove(MemberEndpoint endpoint, Arrival arrival) {
        crashPoint.reach(Place.BEFORE_PROOF);
        endpoints.prove(endpoint.address(), arrival.ticket(), () -> crashPoint.reach(Place.AFTER_PROOF));
    }

    private void storeRatchet(MemberEndpoint endpoint, DeliveryEvent.StoreRatchet rotation) {
        MemberIdentity identity = endpoint.identity();
        commits.write(endpoint, transaction -> {
            ratchets.keep(
                    transaction,
                    identity.account(),
                    identity.id(),
                    rotation.ratchet(),
                    Instant.ofEpochSecond(rotation.unixSeconds()),
                    endpoint.epoch());
            transaction.afterCommit(
                    () -> endpoints.handle(endpoint.address(), new DeliveryCommand.RatchetStored(rotation.ratchet())));
        });
    }

    private void announced(MemberEndpoint endpoint, DeliveryAppData said) {
        MemberIdentity identity = endpoint.identity();
        Instant at = Instant.now();
        commits.write(
                endpoint,
                transaction -> identities.announced(transaction, identity.account(), identity.id(), said, at));
    }
}
