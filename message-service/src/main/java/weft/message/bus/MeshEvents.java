package weft.message.bus;

import com.github.benmanes.caffeine.cache.Cache;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import weft.events.AnnounceHeard;
import weft.events.Channels;
import weft.events.HostingWanted;
import weft.events.InterfaceStatus;
import weft.lxmf.announce.DeliveryAppData;
import weft.lxmf.delivery.Recipient;
import weft.message.api.EventStreams;
import weft.message.hosting.Announcer;
import weft.message.hosting.Heard;
import weft.message.hosting.RouterRuns;
import weft.message.store.KnownDestinations;
import weft.message.store.KnownDestinations.KnownDestination;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.identity.Identity;
import weft.service.cache.BoundedCache;

/** What the transport service tells of the mesh. Announces were validated there. */
@ApplicationScoped
public class MeshEvents {

    private static final int INTERFACES_DOWN = 1_000;

    private final Heard heard;
    private final EventStreams streams;
    private final Announcer announcer;
    private final RouterRuns routers;
    private final Counter malformed;
    /**
     * Interfaces that went down. Those of a server come and go for good, so only so many are remembered; the return of one that
     * was forgotten makes nobody announce.
     */
    private final Cache<String, Boolean> wentDown;

    MeshEvents(Heard heard, EventStreams streams, Announcer announcer, RouterRuns routers, MeterRegistry metrics) {
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
            String type, String address, String identity, String name, String aspect, int hops, String time) {}

    /** What a member's client is told of an interface. */
    @RegisterForReflection
    record InterfaceState(String type, String name, boolean up, String reason) {}

    @Incoming(Channels.ANNOUNCES_HEARD)
    @NonBlocking
    void announce(AnnounceHeard announce) {
        try {
            KnownDestination destination = known(announce);
            heard.tell(destination);
            streams.broadcast(
                    "announce.heard",
                    new Announcement(
                            "announce.heard",
                            announce.destination(),
                            announce.identity(),
                            destination.recipient().data().name().orElse(null),
                            announce.aspect(),
                            announce.hops(),
                            announce.heardAt().toString()));
        } catch (IllegalArgumentException notAsPromised) {
            malformed.increment();
        }
    }

    /** An interface that comes back may have been forgotten by whoever is behind it: everybody is announced again. */
    @Incoming(Channels.INTERFACE_STATUS)
    @RunOnVirtualThread
    void status(InterfaceStatus status) {
        streams.broadcast(
                "interface.state", new InterfaceState("interface.state", status.name(), status.up(), status.reason()));
        if (!status.up()) {
            wentDown.put(status.name(), true);
        } else if (wentDown.asMap().remove(status.name()) != null) {
            announcer.announceAll();
        }
    }

    @Incoming(Channels.HOSTING_WANTED)
    @RunOnVirtualThread
    void routerRuns(HostingWanted sign) {
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
