package weft.message.hosting.endpoint;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import weft.lxmf.delivery.DeliveryCommand;
import weft.lxmf.delivery.DeliveryEvent;
import weft.lxmf.delivery.DeliverySettings;
import weft.lxmf.delivery.OutboundMessage;
import weft.lxmf.delivery.SendMethod;
import weft.lxmf.endpoint.LxmfEndpoint;
import weft.lxmf.message.Message;
import weft.lxmf.message.MessageFields;
import weft.message.domain.MemberIdentity;
import weft.reticulum.Address;
import weft.reticulum.endpoint.EndpointOptions;
import weft.reticulum.endpoint.RetainedRatchets;
import weft.reticulum.hosting.ToRouter;
import weft.reticulum.identity.PrivateIdentity;

/** TestEndpoints of new identities that nobody listens to. */
public final class TestEndpoints {

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final MemberEndpoint.Actions NOBODY = new MemberEndpoint.Actions() {
        @Override
        public void send(MemberEndpoint endpoint, ToRouter message) {}

        @Override
        public void happened(MemberEndpoint endpoint, DeliveryEvent event) {}
    };

    private TestEndpoints() {}

    /** One that was started at that time. */
    public static MemberEndpoint member(long now) {
        PrivateIdentity keys = PrivateIdentity.generate(RANDOM::nextBytes);
        LxmfEndpoint machine = new LxmfEndpoint(
                keys,
                RetainedRatchets.NONE,
                EndpointOptions.DEFAULT,
                DeliverySettings.DEFAULT,
                RANDOM::nextBytes,
                RandomGenerator.getDefault(),
                now,
                Instant.now().getEpochSecond());
        return new MemberEndpoint(identity(keys, machine), 1, machine, NOBODY);
    }

    /** What a member has those keys as, and that machine for. */
    static MemberIdentity identity(PrivateIdentity keys, LxmfEndpoint machine) {
        return new MemberIdentity(
                UUID.randomUUID(),
                UUID.randomUUID(),
                keys.identity(),
                machine.address(),
                MemberIdentity.shardOf(machine.address()),
                MemberIdentity.Settings.named("Member"),
                Instant.now(),
                Optional.empty(),
                Optional.empty());
    }

    /** The command to send a new message to somebody unknown. */
    public static DeliveryCommand.Submit submit() {
        Message message = Message.sign(
                PrivateIdentity.generate(RANDOM::nextBytes),
                new Address(1, 2),
                Instant.now().getEpochSecond(),
                new byte[0],
                new byte[0],
                MessageFields.NONE);
        return new DeliveryCommand.Submit(
                OutboundMessage.of(message, SendMethod.DIRECT, TimeUnit.MINUTES.toNanos(1)),
                Optional.empty(),
                Optional.empty());
    }
}
