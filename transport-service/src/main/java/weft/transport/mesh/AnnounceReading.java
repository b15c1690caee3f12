package weft.transport.mesh;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import weft.events.AnnounceHeard;
import weft.lxmf.announce.DeliveryAppData;
import weft.lxmf.announce.PropagationNodeAppData;
import weft.lxmf.message.Text;
import weft.reticulum.Decoded;
import weft.reticulum.announce.Announce;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.router.RouterOutput;
import weft.transport.store.Announced;

/** Reads from an announce what people and other services want to know: which aspect it is and what it is called. */
final class AnnounceReading {

    /** The aspects that members write to or read from. Others pass through and are not kept. */
    private static final List<DestinationName> ASPECTS =
            List.of(DestinationName.LXMF_DELIVERY, DestinationName.LXMF_PROPAGATION, DestinationName.NOMADNETWORK_NODE);

    private AnnounceReading() {}

    /** The announce as the other services hear of it; empty for an aspect that nobody here uses. */
    static Optional<AnnounceHeard> event(RouterOutput.AnnounceHeard heard, String interfaceName, Instant now) {
        Announce announce = heard.announce();
        return aspect(announce)
                .map(aspect -> new AnnounceHeard(
                        announce.destination().toString(),
                        announce.identity().hash().toString(),
                        aspect.full(),
                        announce.identity().publicKeySet(),
                        announce.ratchet().orElse(null),
                        announce.appData(),
                        heard.hops(),
                        interfaceName,
                        announce.pathResponse(),
                        announce.emission().unixSeconds(),
                        now));
    }

    /** The announce as it is listed; empty for an aspect that nobody here uses. */
    static Optional<Announced> entry(RouterOutput.AnnounceHeard heard, String interfaceName, Instant now) {
        Announce announce = heard.announce();
        return aspect(announce)
                .map(aspect -> new Announced(
                        announce.destination(),
                        announce.identity().hash(),
                        aspect.full(),
                        name(aspect, announce.appData()).orElse(null),
                        heard.hops(),
                        interfaceName,
                        now));
    }

    private static Optional<DestinationName> aspect(Announce announce) {
        return ASPECTS.stream()
                .filter(name -> name.hash().equals(announce.name()))
                .findFirst();
    }

    private static Optional<String> name(DestinationName aspect, byte[] appData) {
        Optional<String> name;
        if (aspect.equals(DestinationName.LXMF_DELIVERY)) {
            name = DeliveryAppData.decode(appData) instanceof Decoded.Value<DeliveryAppData>(DeliveryAppData data)
                    ? data.name()
                    : Optional.empty();
        } else if (aspect.equals(DestinationName.LXMF_PROPAGATION)) {
            name = PropagationNodeAppData.decode(appData)
                            instanceof Decoded.Value<PropagationNodeAppData>(PropagationNodeAppData data)
                    ? data.name()
                    : Optional.empty();
        } else {
            name = Optional.of(new String(appData, StandardCharsets.UTF_8));
        }
        // The same rule as for the names of conversations, so that one peer has one name everywhere.
        return name.map(text -> Text.clean(text, DeliveryAppData.MAX_NAME)).filter(text -> !text.isEmpty());
    }
}
