package weft.bus.kafka;

import io.quarkus.arc.Unremovable;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import weft.events.Channels;

/**
 * Which {@link Delivery} each channel of the bus has. The connector finds the settings by the channel's name, and an operator's
 * {@code mp.messaging.*} keys win over them.
 */
@ApplicationScoped
@Unremovable
class ChannelSettings {

    private final String application;

    ChannelSettings(@ConfigProperty(name = "quarkus.application.name") String application) {
        this.application = application;
    }

    @Produces
    @Identifier(Channels.PACKETS_INBOUND) Map<String, Object> packetsInbound() {
        return Delivery.PACKETS_TO_OWNER.settings(application, Channels.PACKETS_INBOUND);
    }

    @Produces
    @Identifier(Channels.PACKETS_OUTBOUND) Map<String, Object> packetsOutbound() {
        return Delivery.PACKET_PLANE.settings(application, Channels.PACKETS_OUTBOUND);
    }

    @Produces
    @Identifier(Channels.PACKET_OUTCOMES) Map<String, Object> packetOutcomes() {
        return Delivery.PACKETS_TO_OWNER.settings(application, Channels.PACKET_OUTCOMES);
    }

    @Produces
    @Identifier(Channels.PATH_WANTED) Map<String, Object> pathWanted() {
        return Delivery.PACKET_PLANE.settings(application, Channels.PATH_WANTED);
    }

    @Produces
    @Identifier(Channels.PATH_KNOWN) Map<String, Object> pathKnown() {
        return Delivery.PACKETS_TO_OWNER.settings(application, Channels.PATH_KNOWN);
    }

    @Produces
    @Identifier(Channels.PATH_REQUESTED) Map<String, Object> pathRequested() {
        return Delivery.PACKETS_TO_OWNER.settings(application, Channels.PATH_REQUESTED);
    }

    @Produces
    @Identifier(Channels.HOSTED_DESTINATIONS) Map<String, Object> hostedDestinations() {
        return Delivery.EVENTS_TO_EVERY_REPLICA.settings(application, Channels.HOSTED_DESTINATIONS);
    }

    @Produces
    @Identifier(Channels.HOSTING_WANTED) Map<String, Object> hostingWanted() {
        return Delivery.EVENTS_TO_EVERY_REPLICA.settings(application, Channels.HOSTING_WANTED);
    }

    @Produces
    @Identifier(Channels.INTERFACE_STATUS) Map<String, Object> interfaceStatus() {
        return Delivery.EVENTS_TO_EVERY_REPLICA.settings(application, Channels.INTERFACE_STATUS);
    }

    @Produces
    @Identifier(Channels.SESSION_EVENTS) Map<String, Object> sessionEvents() {
        return Delivery.EVENTS_TO_EVERY_REPLICA.settings(application, Channels.SESSION_EVENTS);
    }

    @Produces
    @Identifier(Channels.ANNOUNCES_HEARD) Map<String, Object> announcesHeard() {
        return Delivery.EVENTS_TO_ONE_REPLICA.settings(application, Channels.ANNOUNCES_HEARD);
    }

    @Produces
    @Identifier(Channels.ACCOUNT_EVENTS) Map<String, Object> accountEvents() {
        return Delivery.EVENTS_TO_ONE_REPLICA.settings(application, Channels.ACCOUNT_EVENTS);
    }
}
