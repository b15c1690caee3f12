package weft.message.hosting;

import com.github.benmanes.caffeine.cache.Cache;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import weft.events.AnnounceHeard;
import weft.events.HostingWanted;
import weft.events.InterfaceStatus;
import weft.lxmf.announce.DeliveryAppData;
import weft.lxmf.delivery.Recipient;
import weft.message.store.KnownDestinations;
import weft.message.store.KnownDestinations.KnownDestination;
import weft.message.stream.EventStreams;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.identity.Identity;
import weft.service.cache.BoundedCache;

/** What becomes of that which transport-service tells of the mesh. Announces were validated there. */
@ApplicationScoped
class MeshObserver {

    private static final int INTERFACES_DOWN = 1_000;

    private final AnnounceWriter heard;
    private final EventStreams streams;
    private final Announcer announcer;
    private final RouterRuns routers;
    private final Counter malformed;
    /** Interfaces that went down, so many at most: the return of one that was forgotten makes nobody announce. */
    private final Cache<String, Boolean> wentDown;

    MeshObserver(
            AnnounceWriter heard,
            EventStreams streams,
            Announcer announcer,
            RouterRuns routers,
            MeterRegistry metrics) {
        this.heard = heard;
        this.streams = streams;
        this.announcer = announcer;
        this.routers = routers;
        this.wentDown = BoundedCache.of("interfaces_down", INTERFACES_DOWN, metrics);
        this.malformed = metrics.counter("weft_announces_malformed");
    }

    /** What a member's client is told of an announce. */
    @RegisterForReflection
    record Announcement(
            String type, String address, String identity, String name, String aspect, int hops, String time) {

        static Announcement of(KnownDestination heard, Instant at) {
            return new Announcement(
                    EventStreams.ANNOUNCE_HEARD,
                    heard.recipient().destination().toString(),
                    heard.recipient().identity().hash().toString(),
                    heard.recipient().data().name().orElse(null),
                    heard.aspect(),
                    heard.hops(),
                    at.toString());
        }
    }

    /** What a member's client is told of an interface. */
    @RegisterForReflection
    record InterfaceState(String type, String name, boolean up, String reason) {}

    void announce(@Observes AnnounceHeard announce) {
        try {
            KnownDestination destination = known(announce);
            heard.tell(destination);
            streams.broadcast(EventStreams.ANNOUNCE_HEARD, Announcement.of(destination, announce.heardAt()));
        } catch (IllegalArgumentException notAsPromised) {
            malformed.increment();
        }
    }

    /** An interface that comes back may have been forgotten by whoever is behind it: everybody is announced again. */
    void status(@Observes InterfaceStatus status) {
        streams.broadcast(
                EventStreams.INTERFACE_STATE,
                new InterfaceState(EventStreams.INTERFACE_STATE, status.name(), status.up(), status.reason()));
        if (!status.up()) {
            wentDown.put(status.name(), true);
        } else if (wentDown.asMap().remove(status.name()) != null) {
            announcer.announceAll();
        }
    }

    void routerRuns(@Observes HostingWanted sign) {
        routers.runs(Address.parse(sign.router()), sign.incarnation(), sign.told());
    }

    private static KnownDestination known(AnnounceHeard announce) {
        Address address = Address.parse(announce.destination());
        DeliveryAppData data = announce.aspect().equals(KnownDestinations.DELIVERY)
                        && DeliveryAppData.decode(announce.appData())
                                instanceof Decoded.Value<DeliveryAppData>(DeliveryAppData read)
                ? read
                : DeliveryAppData.ABSENT;
        byte[] emission = Long.toString(announce.emittedAt()).getBytes(StandardCharsets.US_ASCII);
        byte[] ratchet = announce.ratchet() == null ? new byte[0] : announce.ratchet();
        return new KnownDestination(
                new Recipient(
                        address,
                        Identity.of(announce.publicKeySet()),
                        Optional.ofNullable(announce.ratchet()),
                        data,
                        announce.heardAt().getEpochSecond(),
                        announce.emittedAt(),
                        // The event does not carry the packet's hash; this tells repetitions apart as well.
                        Hashes.sha256(address.bytes(), emission, ratchet)),
                announce.aspect(),
                announce.appData(),
                announce.hops(),
                Optional.ofNullable(announce.interfaceName()));
    }
}
