package weft.reticulum;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import weft.reticulum.channel.Envelope;
import weft.reticulum.channel.StreamMessage;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.link.Identification;
import weft.reticulum.link.LinkPacketProof;
import weft.reticulum.link.LinkProof;
import weft.reticulum.link.LinkRequest;
import weft.reticulum.link.RoundTripTime;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.DestinationType;
import weft.reticulum.packet.Packet;
import weft.reticulum.packet.PacketType;
import weft.reticulum.request.Request;
import weft.reticulum.request.Response;
import weft.reticulum.resource.HashmapUpdate;
import weft.reticulum.resource.PartRequest;
import weft.reticulum.resource.ResourceAdvertisement;
import weft.reticulum.resource.ResourceProof;

/** Whatever arrives on a link, its decoders answer, and what they took they write again as it was. */
class LinkFuzzTest {

    private static final Address LINK = new Address(1, 2);
    private static final PrivateIdentity SELF = PrivateIdentity.of(new byte[64]);
    private static final int PART = 464;

    @FuzzTest
    void handshakes(byte[] input) {
        if (input.length == 0) {
            return;
        }
        Packet request = Packet.originate(DestinationType.SINGLE, PacketType.LINK_REQUEST, LINK, 0, input);
        LinkRequest.linkId(request);
        if (LinkRequest.decode(request) instanceof Decoded.Value<LinkRequest>(LinkRequest decoded)) {
            check(Arrays.equals(decoded.packet(LINK).data(), input));
        }
        Packet answer =
                Packet.originate(DestinationType.LINK, PacketType.PROOF, LINK, Context.LINK_REQUEST_PROOF, input);
        if (LinkProof.decode(answer) instanceof Decoded.Value<LinkProof>(LinkProof proof)) {
            check(Arrays.equals(proof.packet(LINK).data(), input));
            check(!proof.isSignedBy(SELF.identity(), LINK));
        }
    }

    @FuzzTest
    void linkPackets(byte[] input) {
        check(Identification.verify(LINK, input) instanceof Decoded.Rejected);
        if (RoundTripTime.decode(input) instanceof Decoded.Value<Long>(Long nanos)) {
            check(nanos >= 0 && nanos <= RoundTripTime.MAX_NANOS);
        }
        if (LinkPacketProof.decode(input) instanceof Decoded.Value<LinkPacketProof>(LinkPacketProof proof)) {
            check(Arrays.equals(proof.bytes(), input));
        }
    }

    @FuzzTest
    void requests(byte[] input) {
        if (Request.decode(input) instanceof Decoded.Value<Request>(Request request)) {
            check(request.data().length < input.length);
        }
        if (Response.decode(input) instanceof Decoded.Value<Response>(Response response)) {
            check(response.data().length < input.length);
        }
    }

    @FuzzTest
    void resources(byte[] input) {
        if (ResourceAdvertisement.decode(input, PART)
                instanceof Decoded.Value<ResourceAdvertisement>(ResourceAdvertisement advertised)) {
            check(advertised.parts() <= ResourceAdvertisement.MAX_TRANSFER_SIZE / PART + 1);
            check(ResourceAdvertisement.decode(advertised.encode(), PART) instanceof Decoded.Value);
        }
        if (PartRequest.decode(input) instanceof Decoded.Value<PartRequest>(PartRequest request)) {
            check(Arrays.equals(request.encode(), input));
        }
        if (HashmapUpdate.decode(input) instanceof Decoded.Value<HashmapUpdate>(HashmapUpdate update)) {
            check(update.mapHashes().length <= ResourceAdvertisement.HASHMAP_LENGTH);
        }
        if (ResourceProof.decode(input) instanceof Decoded.Value<ResourceProof>(ResourceProof proof)) {
            check(Arrays.equals(proof.bytes(), input));
        }
    }

    @FuzzTest
    void channels(byte[] input) {
        if (Envelope.decode(input) instanceof Decoded.Value<Envelope>(Envelope envelope)) {
            check(envelope.payload().length == input.length - Envelope.HEADER);
        }
        if (StreamMessage.decode(input) instanceof Decoded.Value<StreamMessage>(StreamMessage message)) {
            check(message.data().length <= Math.max(StreamMessage.MAX_CHUNK, input.length));
        }
    }

    private static void check(boolean holds) {
        if (!holds) {
            throw new AssertionError();
        }
    }
}
