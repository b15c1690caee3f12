package weft.message.hosting.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import weft.lxmf.delivery.DeliveryCommand;
import weft.lxmf.delivery.DeliveryEvent;
import weft.lxmf.delivery.DeliverySettings;
import weft.lxmf.delivery.OutboundMessage;
import weft.lxmf.delivery.SendMethod;
import weft.lxmf.endpoint.LxmfEndpoint;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageFields;
import weft.message.domain.Method;
import weft.message.hosting.endpoint.MemberEndpoint.UnderWay;
import weft.message.store.Deliveries.Delivery;
import weft.reticulum.Address;
import weft.reticulum.endpoint.EndpointOptions;
import weft.reticulum.endpoint.RetainedRatchets;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.identity.PrivateIdentity;

/** A message that is withdrawn while it is between the queue and the endpoint. */
class MemberEndpointTest {

    private static final long NOW = 1_000_000_000L;

    private final SecureRandom random = new SecureRandom();
    private final PrivateIdentity keys = PrivateIdentity.generate(random::nextBytes);
    private final LxmfEndpoint machine = new LxmfEndpoint(
            keys,
            RetainedRatchets.NONE,
            EndpointOptions.DEFAULT,
            DeliverySettings.DEFAULT,
            random::nextBytes,
            RandomGenerator.getDefault(),
            NOW,
            Instant.now().getEpochSecond());
    private final List<DeliveryEvent> events = new ArrayList<>();
    private final MemberEndpoint hosted =
            new MemberEndpoint(TestEndpoints.identity(keys, machine), 1, machine, new MemberEndpoint.Actions() {
                @Override
                public void send(MemberEndpoint endpoint, ToRouter message) {}

                @Override
                public void happened(MemberEndpoint endpoint, DeliveryEvent event) {
                    events.add(event);
                }
            });

    @Test
    void aMessageThatItsSenderWithdrewIsNotTaken() {
        Message message = message("never mind");

        hosted.withdraw(NOW, message.id());
        submit(message);

        assertThat(events).containsExactly(new DeliveryEvent.NotTaken(message.id()));
    }

    @Test
    void itCanBeSentAgainWhenItsRowIsGone() {
        Message message = message("after all");

        hosted.withdraw(NOW, message.id());
        hosted.rowRemoved(NOW, message.id());
        submit(message);

        assertThat(events).isNotEmpty().doesNotContain(new DeliveryEvent.NotTaken(message.id()));
    }

    @Test
    void pastItsBoundTheOldestIsForgotten() {
        Message oldest = message("oldest");
        hosted.withdraw(NOW, oldest.id());
        for (int i = 0; i < MemberEndpoint.WITHDRAWN_BOUND; i++) {
            hosted.withdraw(NOW, message("number " + i).id());
        }

        submit(oldest);

        assertThat(events).isNotEmpty().doesNotContain(new DeliveryEvent.NotTaken(oldest.id()));
    }

    private void submit(Message message) {
        OutboundMessage outbound = OutboundMessage.of(message, SendMethod.DIRECT, 60_000_000_000L);
        hosted.submit(
                NOW,
                new UnderWay(delivery(), false),
                new DeliveryCommand.Submit(outbound, Optional.empty(), Optional.empty()));
    }

    private Message message(String content) {
        return Message.sign(
                keys,
                new Address(1, 2),
                Instant.now().getEpochSecond(),
                new byte[0],
                content.getBytes(StandardCharsets.UTF_8),
                MessageFields.NONE);
    }

    private Delivery delivery() {
        return new Delivery(
                UUID.randomUUID(),
                UUID.randomUUID(),
                hosted.identity().id(),
                0,
                new Address(1, 2),
                Method.DIRECT,
                0,
                Optional.empty(),
                Instant.now());
    }
}
