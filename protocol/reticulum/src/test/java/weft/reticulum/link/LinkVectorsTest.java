package weft.reticulum.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static weft.reticulum.Vectors.bytes;
import static weft.reticulum.Vectors.each;
import static weft.reticulum.Vectors.rejectionOf;
import static weft.reticulum.Vectors.valueOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Rejection;
import weft.reticulum.ScriptedEntropy;
import weft.reticulum.Vectors;
import weft.reticulum.WireRejection;
import weft.reticulum.crypto.Ed25519;
import weft.reticulum.hosting.InterfaceRef;
import weft.reticulum.hosting.ToEndpoint.Inbound;
import weft.reticulum.identity.Identity;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.packet.Context;
import weft.reticulum.packet.Packet;

class LinkVectorsTest {

    private static final JsonNode VECTORS = Vectors.load("link");
    private static final InterfaceRef HERE = new InterfaceRef(new Address(1, 2), 3, 4);
    private static final long SECOND = 1_000_000_000L;
    private static final LinkTransport NOWHERE = raw -> {};

    private static ArrayNode handshakes() {
        ArrayNode complete = ((ArrayNode) VECTORS.get("cases")).deepCopy();
        complete.remove(complete.size() - 1);
        return complete;
    }

    private static Packet packet(JsonNode raw) {
        return valueOf(Packet.decode(bytes(raw)));
    }

    private static PrivateIdentity owner(JsonNode vector) {
        return PrivateIdentity.of(bytes(vector.get("destination_identity_private")));
    }

    private static Packet receivedRequest(JsonNode vector) {
        return packet(
                vector.path("request_raw_received").isTextual()
                        ? vector.get("request_raw_received")
                        : vector.get("request_raw_sent"));
    }

    private static Inbound inbound(int mtu) {
        return new Inbound(new Address(0, 0), HERE, 1, Optional.empty(), mtu, new byte[0]);
    }

    private static byte[] iv(JsonNode raw) {
        return Arrays.copyOfRange(bytes(raw), Packet.HEADER_1, Packet.HEADER_1 + 16);
    }

    private static Link initiator(JsonNode vector, byte[]... furtherSecrets) {
        byte[][] secrets = new byte[2 + furtherSecrets.length][];
        secrets[0] = bytes(vector.get("initiator_x25519_private"));
        secrets[1] = bytes(vector.get("initiator_ed25519_private"));
        System.arraycopy(furtherSecrets, 0, secrets, 2, furtherSecrets.length);
        Packet sent = packet(vector.get("request_raw_sent"));
        int mtu = Signalling.read(sent.data(), LinkRequest.KEYS_LENGTH).mtu();
        Link link = Link.initiate(0, owner(vector).identity(), sent.destination(), mtu, new ScriptedEntropy(secrets));
        assertThat(link.handshake().encode()).isEqualTo(bytes(vector.get("request_raw_sent")));
        link.onRequestSent(0, 1, 6 * SECOND);
        return link;
    }

    private static Link activeInitiator(JsonNode vector, byte[]... furtherSecrets) {
        byte[][] secrets = new byte[1 + furtherSecrets.length][];
        secrets[0] = iv(vector.get("rtt_packet_raw"));
        System.arraycopy(furtherSecrets, 0, secrets, 1, furtherSecrets.length);
        Link link = initiator(vector, secrets);
        List<byte[]> sent = new ArrayList<>();
        assertThat(link.onProof(SECOND / 4, packet(vector.get("proof_raw")), inbound(500), sent::add))
                .isEmpty();
        assertThat(sent).containsExactly(bytes(vector.get("rtt_packet_raw")));
        return link;
    }

    private static Link activeResponder(JsonNode vector, byte[]... furtherSecrets) {
        byte[][] secrets = new byte[1 + furtherSecrets.length][];
        secrets[0] = bytes(vector.get("responder_x25519_private"));
        System.arraycopy(furtherSecrets, 0, secrets, 1, furtherSecrets.length);
        Link link = valueOf(Link.accept(
                0, receivedRequest(vector), inbound(262_144), owner(vector), 262_144, 0, new ScriptedEntropy(secrets)));
        List<byte[]> sent = new ArrayList<>();
        link.onDeadline(0, sent::add);
        assertThat(sent).containsExactly(bytes(vector.get("proof_raw")));
        byte[] plaintext =
                valueOf(link.open(packet(vector.get("rtt_packet_raw")).data()));
        assertThat(link.onRoundTrip(SECOND / 2, plaintext)).isEmpty();
        return link;
    }

    @TestFactory
    List<DynamicTest> initiatesAsTheReferenceDoes() {
        return each(handshakes(), vector -> {
            Link link = activeInitiator(vector);
            assertThat(link.id()).hasToString(vector.get("link_id").textValue());
            assertThat(link.state()).isInstanceOf(LinkState.Active.class);
            assertThat(link.mtu()).isEqualTo(vector.get("link_mtu").intValue());
            assertThat(link.mdu()).isEqualTo(vector.get("link_mdu").intValue());
            assertThat(link.rtt() / 1e9)
                    .isEqualTo(vector.get("rtt_seconds_sent").doubleValue());
            assertThat(link.on()).hasValue(HERE);
            assertThat(LinkTimes.keepalive(link.rtt()) / 1e9)
                    .isCloseTo(vector.get("keepalive_interval").doubleValue(), within(1e-6));
            assertThat(LinkTimes.stale(link.rtt()) / 1e9)
                    .isCloseTo(vector.get("stale_time").doubleValue(), within(1e-6));
        });
    }

    @TestFactory
    List<DynamicTest> respondsAsTheReferenceDoes() {
        return each(handshakes(), vector -> {
            Link link = activeResponder(vector);
            assertThat(link.id()).hasToString(vector.get("link_id").textValue());
            assertThat(link.mtu()).isEqualTo(vector.get("responder_mtu").intValue());
            assertThat(link.rtt() / 1e9)
                    .isEqualTo(vector.get("rtt_used_by_responder").doubleValue());
            LinkKeys keys = LinkKeys.of(bytes(vector.get("derived_key")));
            assertThat(valueOf(keys.open(packet(vector.get("rtt_packet_raw")).data())))
                    .isEqualTo(bytes(vector.get("rtt_plaintext_msgpack")));
        });
    }

    @TestFactory
    List<DynamicTest> signsExactlyTheseBytes() {
        return each(handshakes(), vector -> {
            LinkProof proof = valueOf(LinkProof.decode(packet(vector.get("proof_raw"))));
            assertThat(LinkProof.signedPart(
                            Address.of(bytes(vector.get("link_id"))),
                            proof.encryptionKey(),
                            owner(vector).identity(),
                            proof.signalling()))
                    .isEqualTo(bytes(vector.get("proof_signed_data")));
        });
    }

    @Test
    void exchangesPacketsAndProofs() {
        JsonNode vector = VECTORS.get("cases").get(0);
        JsonNode there = vector.get("data_packet");
        JsonNode back = vector.get("data_packet_reverse");
        Link initiator = activeInitiator(vector, iv(there.get("raw")));
        Link responder = activeResponder(vector, iv(back.get("raw")));
        checkExchange(initiator, responder, there);
        checkExchange(responder, initiator, back);
    }

    private static void checkExchange(Link from, Link to, JsonNode exchange) {
        List<byte[]> sent = new ArrayList<>();
        var hash = from.send(0, Context.NONE, bytes(exchange.get("plaintext")), sent::add);
        assertThat(sent).containsExactly(bytes(exchange.get("raw")));
        assertThat(hash).hasToString(exchange.get("packet_hash").textValue());
        Packet received = packet(exchange.get("raw"));
        assertThat(valueOf(to.open(received.data()))).isEqualTo(bytes(exchange.get("plaintext")));
        sent.clear();
        LinkPacketProof proof = to.prove(received.hash());
        to.sendProof(0, Context.NONE, proof.bytes(), sent::add);
        assertThat(sent).containsExactly(bytes(exchange.get("proof_raw")));
        assertThat(proof.isSignedBy(bytes(exchange.get("proof_signer_public")))).isTrue();
        assertThat(from.isProvenByPeer(valueOf(LinkPacketProof.decode(proof.bytes()))))
                .isTrue();
        assertThat(to.isProvenByPeer(proof)).isFalse();
        byte[] longer = Arrays.copyOf(proof.bytes(), LinkPacketProof.LENGTH + 1);
        assertThat(rejectionOf(LinkPacketProof.decode(longer))).isEqualTo(WireRejection.WRONG_LENGTH);
    }

    @Test
    void identifiesOnce() {
        JsonNode vector = VECTORS.get("cases").get(0);
        JsonNode identify = vector.get("identify");
        PrivateIdentity identity = PrivateIdentity.of(bytes(identify.get("identity_private")));
        Link responder = activeResponder(vector);
        byte[] plaintext = Identification.sign(responder.id(), identity);
        assertThat(plaintext).isEqualTo(bytes(identify.get("plaintext")));
        byte[] forged = plaintext.clone();
        forged[100] ^= 1;
        assertThat(rejectionOf(responder.onIdentify(forged))).isEqualTo(WireRejection.BAD_SIGNATURE);
        assertThat(rejectionOf(responder.onIdentify(Arrays.copyOf(plaintext, plaintext.length + 1))))
                .isEqualTo(WireRejection.WRONG_LENGTH);
        Identity shown = valueOf(responder.onIdentify(
                valueOf(responder.open(packet(identify.get("raw")).data()))));
        assertThat(shown.hash()).hasToString(identify.get("identity_hash").textValue());
        assertThat(rejectionOf(responder.onIdentify(plaintext))).isEqualTo(LinkRejection.UNEXPECTED);
        assertThat(responder.identified()).hasValue(identity.identity());
        assertThat(rejectionOf(activeInitiator(vector).onIdentify(plaintext))).isEqualTo(LinkRejection.UNEXPECTED);
    }

    @Test
    void asksForASignOfLifeAndGivesOne() {
        JsonNode vector = VECTORS.get("cases").get(0);
        JsonNode keepalive = vector.get("keepalive");
        Link initiator = activeInitiator(vector);
        Link responder = activeResponder(vector);
        List<byte[]> sent = new ArrayList<>();
        long due = initiator.nextDeadline();
        initiator.onDeadline(due - 1, sent::add);
        assertThat(sent).isEmpty();
        initiator.onDeadline(due, sent::add);
        assertThat(sent).containsExactly(bytes(keepalive.get("request_raw")));
        sent.clear();
        Packet question = packet(keepalive.get("request_raw"));
        assertThat(responder.onKeepalive(due, question.data(), sent::add)).isEmpty();
        assertThat(sent).containsExactly(bytes(keepalive.get("response_raw")));
        sent.clear();
        assertThat(responder.onKeepalive(due + SECOND, question.data(), sent::add))
                .isEmpty();
        assertThat(sent).as("it has just been heard of").isEmpty();
        assertThat(initiator.onKeepalive(due, question.data(), sent::add)).hasValue(LinkRejection.UNEXPECTED);
        assertThat(initiator.onKeepalive(due, new byte[] {(byte) 0xFE}, sent::add))
                .isEmpty();
    }

    @Test
    void closesOnlyForItsOwnId() {
        JsonNode vector = VECTORS.get("cases").get(0);
        Packet close = packet(vector.get("close").get("raw"));
        Link initiator = activeInitiator(vector, iv(vector.get("close").get("raw")));
        Link responder = activeResponder(vector);
        List<byte[]> sent = new ArrayList<>();
        initiator.close(0, LinkCloseReason.CLOSED_BY_HOST, sent::add);
        assertThat(sent).containsExactly(close.encode());
        assertThat(initiator.state()).isEqualTo(new LinkState.Closed(LinkCloseReason.CLOSED_BY_HOST));
        assertThat(rejectionOf(initiator.open(close.data())))
                .as("keys are forgotten")
                .isEqualTo(LinkRejection.UNEXPECTED);
        assertThat(responder.onClose(new byte[16])).hasValue(LinkRejection.WRONG_LINK_ID);
        assertThat(responder.isActive()).isTrue();
        assertThat(responder.onClose(valueOf(responder.open(close.data())))).isEmpty();
        assertThat(responder.state()).isEqualTo(new LinkState.Closed(LinkCloseReason.CLOSED_BY_PEER));
    }

    @Test
    void takesAProofWithoutSignallingFor500Bytes() {
        JsonNode vector = VECTORS.get("cases").get(4);
        Link link = initiator(vector, new byte[16]);
        assertThat(link.onProof(SECOND, packet(vector.get("proof_raw")), inbound(500), NOWHERE))
                .isEmpty();
        assertThat(link.mtu()).isEqualTo(500);
        assertThat(link.onProof(SECOND, packet(vector.get("proof_raw")), inbound(500), NOWHERE))
                .as("a second proof")
                .hasValue(LinkRejection.UNEXPECTED);
    }

    @TestFactory
    List<DynamicTest> refusesWhatTheReferenceRefuses() {
        return each(VECTORS.get("negative"), vector -> {
            if (!vector.has("proof_raw")) {
                Optional<Rejection> refused = Link.accept(
                                        0,
                                        packet(vector.get("request_raw")),
                                        inbound(500),
                                        PrivateIdentity.of(new byte[64]),
                                        500,
                                        0,
                                        new ScriptedEntropy(new byte[32]))
                                instanceof Decoded.Rejected<Link>(Rejection reason)
                        ? Optional.of(reason)
                        : Optional.empty();
                assertThat(refused.isEmpty()).isEqualTo(vector.get("accepted").booleanValue());
                return;
            }
            LinkProof.decode(packet(vector.get("proof_raw"))).then(proof -> {
                JsonNode good = VECTORS.get("cases").get(0);
                Address id = LinkRequest.linkId(packet(vector.get("request_raw")));
                boolean usable = proof.signalling().orElse(Signalling.ABSENT).usable();
                assertThat(usable && proof.isSignedBy(owner(good).identity(), id))
                        .isFalse();
                return Decoded.value(true);
            });
        });
    }

    @Test
    void leavesAPendingLinkAloneWhenAProofIsForged() {
        JsonNode vector = VECTORS.get("cases").get(0);
        Link link = initiator(vector, iv(vector.get("rtt_packet_raw")));
        Packet good = packet(vector.get("proof_raw"));
        for (int position = 0; position < good.data().length; position++) {
            byte[] raw = good.encode();
            raw[Packet.HEADER_1 + position] ^= (byte) 0x80;
            assertThat(link.onProof(1, valueOf(Packet.decode(raw)), inbound(500), NOWHERE))
                    .isPresent();
            assertThat(link.state()).isInstanceOf(LinkState.Pending.class);
        }
        assertThat(link.onProof(SECOND / 4, good, inbound(500), NOWHERE)).isEmpty();
    }

    @Test
    void refusesUnusableKeysAndMtus() {
        Packet lowOrder = new LinkRequest(new byte[32], Ed25519.publicKey(new byte[32]), Optional.empty())
                .packet(new Address(1, 1));
        assertThat(rejectionOf(Link.accept(
                        0,
                        lowOrder,
                        inbound(500),
                        PrivateIdentity.of(new byte[64]),
                        500,
                        0,
                        new ScriptedEntropy(new byte[32]))))
                .isEqualTo(WireRejection.UNUSABLE_KEY);
        Packet tiny = new LinkRequest(new byte[32], new byte[32], Optional.of(new Signalling(Signalling.AES_256, 218)))
                .packet(new Address(1, 1));
        assertThat(rejectionOf(LinkRequest.decode(tiny))).isEqualTo(WireRejection.UNUSABLE_MTU);
    }

    @TestFactory
    List<DynamicTest> knowsWhatFits() {
        return each(VECTORS.get("mtu_table"), row -> {
            int mtu = row.get("mtu").intValue();
            assertThat(LinkSizes.mdu(mtu)).isEqualTo(row.get("mdu").intValue());
            assertThat(LinkSizes.part(mtu))
                    .isEqualTo(row.get("resource_part_size").intValue());
            Signalling signalling = new Signalling(Signalling.AES_256, mtu);
            assertThat(signalling.bytes()).isEqualTo(bytes(row.get("signalling_bytes_mode1")));
            assertThat(Signalling.read(signalling.bytes(), 0)).isEqualTo(signalling);
        });
    }

    @TestFactory
    List<DynamicTest> knowsHowLongAPeerMayBeSilent() {
        return each(VECTORS.get("keepalive_table"), row -> {
            long rtt = (long) (row.get("rtt").doubleValue() * 1e9);
            assertThat(LinkTimes.keepalive(rtt) / 1e9)
                    .isCloseTo(row.get("keepalive").doubleValue(), within(1e-6));
            assertThat(LinkTimes.stale(rtt) / 1e9)
                    .isCloseTo(row.get("stale_time").doubleValue(), within(1e-6));
        });
    }

    @Test
    void waitsAsLongAsTheReference() {
        JsonNode vector = VECTORS.get("cases").get(0);
        assertThat(LinkTimes.initiatorEstablishment(6 * SECOND, 1) / 1e9)
                .isEqualTo(vector.get("initiator_establishment_timeout").doubleValue());
        assertThat(LinkTimes.responderEstablishment(1) / 1e9)
                .isEqualTo(vector.get("responder_establishment_timeout").doubleValue());
    }

    @Test
    void believesAnyFiniteRoundTripTime() {
        assertThat(valueOf(RoundTripTime.decode(RoundTripTime.encode(SECOND / 4))))
                .isEqualTo(SECOND / 4);
        assertThat(valueOf(RoundTripTime.decode(new byte[] {0}))).isZero();
        assertThat(valueOf(RoundTripTime.decode(RoundTripTime.encode(-5)))).isZero();
        assertThat(valueOf(RoundTripTime.decode(bytes("cb7fe0000000000000")))).isEqualTo(RoundTripTime.MAX_NANOS);
        for (String nonsense : List.of("", "a161", "cb7ff0000000000000", "cb7ff8000000000000", "c0")) {
            assertThat(rejectionOf(RoundTripTime.decode(bytes(nonsense)))).isEqualTo(WireRejection.BAD_MESSAGE_PACK);
        }
    }
}
