package weft.reticulum.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.reticulum.Vectors.bytes;
import static weft.reticulum.Vectors.each;
import static weft.reticulum.Vectors.rejectionOf;
import static weft.reticulum.Vectors.valueOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import weft.reticulum.Address;
import weft.reticulum.Digest;
import weft.reticulum.ScriptedEntropy;
import weft.reticulum.Vectors;
import weft.reticulum.WireRejection;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.crypto.Token;
import weft.reticulum.link.LinkKeys;
import weft.reticulum.packet.Packet;

class ResourceVectorsTest {

    private static final JsonNode VECTORS = Vectors.load("resource");

    private static byte[] input(JsonNode vector) {
        int length = vector.get("input_length").intValue();
        byte[] input = vector.has("input") ? bytes(vector.get("input")) : generated(vector, length);
        assertThat(Hashes.sha256(input)).hasToString(vector.get("input_sha256").textValue());
        return input;
    }

    /** The generator says: concatenated hashes of a label and a counter. The label is the one that gives the recorded hash. */
    private static byte[] generated(JsonNode vector, int length) {
        for (String label : List.of("multi", "multi-meta", "multimeta", "meta", "hmu", "hashmap", "multi-metadata")) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream(length + 32);
            for (int i = 0; stream.size() < length; i++) {
                byte[] counter = ByteBuffer.allocate(4).putInt(i).array();
                stream.writeBytes(Hashes.sha256Bytes(label.getBytes(StandardCharsets.US_ASCII), counter));
            }
            byte[] candidate = Arrays.copyOf(stream.toByteArray(), length);
            if (Hashes.sha256(candidate)
                    .toString()
                    .equals(vector.get("input_sha256").textValue())) {
                return candidate;
            }
        }
        throw new AssertionError("no label gives " + vector.get("case") + ": " + vector.get("note"));
    }

    private static OutgoingResource resource(JsonNode vector) {
        Optional<byte[]> metadata = vector.get("metadata_msgpack").isTextual()
                ? Optional.of(bytes(vector.get("metadata_msgpack")))
                : Optional.empty();
        return new OutgoingResource(input(vector), metadata, Optional.empty(), false, true);
    }

    private static ResourceAdvertisement advertisement(JsonNode vector, JsonNode segment) {
        return valueOf(ResourceAdvertisement.decode(
                bytes(segment.get("advertisement_plaintext")),
                vector.get("part_size").intValue()));
    }

    @TestFactory
    List<DynamicTest> splitsAndNamesAsTheReferenceDoes() {
        return each(VECTORS.get("cases"), vector -> {
            OutgoingResource resource = resource(vector);
            assertThat(resource.segments()).isEqualTo(vector.get("segments").size());
            for (JsonNode segment : vector.get("segments")) {
                ResourceAdvertisement advertised = advertisement(vector, segment);
                byte[] content = resource.segment(advertised.segment());
                assertThat(content)
                        .hasSize(segment.get("uncompressed_segment_size").intValue());
                assertThat(advertised.totalSize()).isEqualTo(resource.totalSize());
                Digest hash = Hashes.sha256(content, advertised.random());
                assertThat(hash)
                        .isEqualTo(advertised.hash())
                        .hasToString(segment.get("resource_hash").textValue());
                assertThat(ResourceProof.of(content, hash).proof())
                        .hasToString(segment.get("expected_proof").textValue());
            }
        });
    }

    @TestFactory
    List<DynamicTest> readsAndWritesAdvertisements() {
        return each(VECTORS.get("cases"), vector -> {
            for (JsonNode segment : vector.get("segments")) {
                ResourceAdvertisement advertised = advertisement(vector, segment);
                assertThat(advertised.encode()).isEqualTo(bytes(segment.get("advertisement_plaintext")));
                JsonNode fields = segment.get("advertisement");
                assertThat(advertised.transferSize()).isEqualTo(fields.get("t").intValue());
                assertThat(advertised.parts()).isEqualTo(fields.get("n").intValue());
                assertThat(advertised.flags()).isEqualTo(fields.get("f").intValue());
                assertThat(advertised.segments()).isEqualTo(fields.get("l").intValue());
                assertThat(advertised.original()).hasToString(fields.get("o").textValue());
                assertThat(advertised.mapHashes())
                        .hasSize(segment.get("hashmap_entries_in_advertisement").intValue());
                Packet packet = valueOf(Packet.decode(bytes(segment.get("advertisement_raw"))));
                LinkKeys keys = LinkKeys.of(bytes(vector.get("derived_key")));
                assertThat(valueOf(keys.open(packet.data()))).isEqualTo(advertised.encode());
            }
        });
    }

    @TestFactory
    List<DynamicTest> buildsTheSameStreamFromTheSameSecrets() {
        return each(VECTORS.get("cases"), vector -> {
            OutgoingResource resource = resource(vector);
            byte[] key = bytes(vector.get("derived_key"));
            for (JsonNode node : vector.get("segments")) {
                if (!node.has("stream_token") || node.get("compressed").booleanValue()) {
                    continue;
                }
                byte[] token = bytes(node.get("stream_token"));
                byte[] iv = Arrays.copyOf(token, Token.IV_LENGTH);
                Segment built = SegmentBuilder.build(
                        resource.segment(node.get("advertisement").get("i").intValue()),
                        false,
                        vector.get("part_size").intValue(),
                        plaintext -> Token.seal(key, iv, plaintext),
                        new ScriptedEntropy(bytes(node.get("stream_random_prefix")), bytes(node.get("random_hash"))));
                assertThat(built.stream()).isEqualTo(token);
                assertThat(built.hash()).hasToString(node.get("resource_hash").textValue());
                assertThat(built.expected().proof())
                        .hasToString(node.get("expected_proof").textValue());
                assertThat(MapHashes.encode(built.mapHashes(), 0, built.parts()))
                        .isEqualTo(bytes(node.get("full_hashmap")));
            }
        });
    }

    @TestFactory
    List<DynamicTest> assemblesWhatTheReferenceSent() {
        return each(VECTORS.get("cases"), vector -> {
            LinkKeys keys = LinkKeys.of(bytes(vector.get("derived_key")));
            for (JsonNode node : vector.get("segments")) {
                if (!node.has("stream_token")) {
                    continue;
                }
                ResourceAdvertisement advertised = advertisement(vector, node);
                SegmentAssembler.Assembled assembled = valueOf(SegmentAssembler.assemble(
                        bytes(node.get("stream_token")), advertised, keys::open, (int) advertised.totalSize()));
                assertThat(assembled.content()).isEqualTo(input(vector));
                if (vector.get("metadata_msgpack").isTextual()) {
                    assertThat(assembled.metadata()).hasValue(bytes(vector.get("metadata_msgpack")));
                }
                assertThat(assembled.proof().proof())
                        .hasToString(node.get("expected_proof").textValue());
            }
        });
    }

    @TestFactory
    List<DynamicTest> asksAndAnswersAsTheReferenceDoes() {
        return each(VECTORS.get("cases"), vector -> {
            for (JsonNode node : vector.get("segments")) {
                ResourceAdvertisement advertised = advertisement(vector, node);
                IncomingSegment incoming =
                        new IncomingSegment(advertised, vector.get("part_size").intValue());
                TransferWindow window = new TransferWindow(TransferWindow.START);
                boolean hasParts = node.has("stream_token");
                Map<String, Integer> asking = new HashMap<>();
                for (JsonNode step : node.get("exchange")) {
                    follow(incoming, window, step, hasParts, asking);
                }
            }
        });
    }

    private static void follow(
            IncomingSegment incoming,
            TransferWindow window,
            JsonNode step,
            boolean hasParts,
            Map<String, Integer> asking) {
        switch (step.get("type").textValue()) {
            case "RESOURCE_REQ" -> {
                PartRequest asked = valueOf(PartRequest.decode(bytes(step.get("plaintext"))));
                assertThat(asked.encode()).isEqualTo(bytes(step.get("plaintext")));
                if (hasParts) {
                    assertThat(incoming.request(window.size()).encode()).isEqualTo(asked.encode());
                } else if (asked.lastKnown().isEmpty()) {
                    int left = incoming.advertised().parts() - asking.getOrDefault("parts", 0);
                    assertThat(asked.mapHashes()).hasSize(Math.min(window.size(), left));
                }
                asking.merge("parts", asked.mapHashes().length, Integer::sum);
                if (asked.mapHashes().length > 0) {
                    window.measured(10_000, 10_000);
                    window.roundComplete();
                }
            }
            case "RESOURCE" -> {
                if (step.has("raw")) {
                    byte[] part = valueOf(Packet.decode(bytes(step.get("raw")))).data();
                    assertThat(part).hasSize(step.get("length").intValue());
                    assertThat(incoming.store(part)).isTrue();
                    assertThat(incoming.store(part)).as("a second time").isFalse();
                }
            }
            case "RESOURCE_HMU" -> {
                HashmapUpdate update = valueOf(HashmapUpdate.decode(bytes(step.get("plaintext"))));
                assertThat(update.encode()).isEqualTo(bytes(step.get("plaintext")));
                assertThat(incoming.addPage(update)).isTrue();
                assertThat(incoming.addPage(update)).as("a second time").isFalse();
            }
            case "RESOURCE_PRF" -> {
                Packet packet = valueOf(Packet.decode(bytes(step.get("raw"))));
                ResourceProof proof = valueOf(ResourceProof.decode(packet.data()));
                assertThat(proof.packetHash(packet.destination())).isEqualTo(packet.hash());
                assertThat(proof.resource()).isEqualTo(incoming.advertised().hash());
            }
            default -> {}
        }
    }

    @TestFactory
    List<DynamicTest> refusesAdvertisementsThatCannotBeTrue() {
        return each(VECTORS.get("negative"), vector -> assertThat(
                        rejectionOf(ResourceAdvertisement.decode(bytes(vector.get("advertisement_plaintext")), 464)))
                .isIn(WireRejection.TOO_LONG, WireRejection.BAD_MESSAGE_PACK));
    }

    @Test
    void cancelsAndRejectsByHash() {
        for (String which : List.of("cancel_by_sender", "reject_by_receiver")) {
            JsonNode vector = VECTORS.get(which);
            assertThat(Digest.of(bytes(vector.get("plaintext"))))
                    .hasToString(vector.get("resource_hash").textValue());
        }
    }

    @Test
    void refusesAdvertisementsWhoseNumbersDisagree() {
        ResourceAdvertisement good = new ResourceAdvertisement(
                500, 400, 2, digest(1), new byte[4], digest(1), 1, 1, Optional.of(new Address(1, 2)), 1, new int[] {1, 2
                });
        assertThat(valueOf(ResourceAdvertisement.decode(good.encode(), 464)).requestId())
                .hasValue(new Address(1, 2));
        List<ResourceAdvertisement> bad = List.of(
                change(good, 500, 3, 1, 1, 4, new int[] {1, 2, 3}),
                change(good, 0, 0, 1, 1, 4, new int[0]),
                change(good, 500, 2, 2, 1, 4, new int[] {1, 2}),
                change(good, 500, 2, 0, 1, 4, new int[] {1, 2}),
                change(good, 500, 2, 1, 70_000, 4, new int[] {1, 2}),
                change(good, 500, 2, 1, 1, 5, new int[] {1, 2}),
                change(good, 500, 2, 1, 1, 4, new int[] {1}));
        for (ResourceAdvertisement advertisement : bad) {
            assertThat(rejectionOf(ResourceAdvertisement.decode(advertisement.encode(), 464)))
                    .isEqualTo(WireRejection.WRONG_LENGTH);
        }
    }

    private static ResourceAdvertisement change(
            ResourceAdvertisement base, int size, int parts, int segment, int segments, int random, int[] hashes) {
        return new ResourceAdvertisement(
                size,
                base.totalSize(),
                parts,
                base.hash(),
                new byte[random],
                base.original(),
                segment,
                segments,
                base.requestId(),
                base.flags(),
                hashes);
    }

    private static Digest digest(long value) {
        return new Digest(value, value, value, value);
    }

    @Test
    void choosesAnotherRandomHashWhenNamesCollide() {
        int[] apart = new int[400];
        for (int i = 0; i < apart.length; i++) {
            apart[i] = i;
        }
        apart[300] = 76;
        assertThat(SegmentBuilder.collide(apart)).isTrue();
        apart[300] = 75;
        assertThat(SegmentBuilder.collide(apart)).isFalse();
    }

    @Test
    void growsAndShrinksItsWindow() {
        TransferWindow window = new TransferWindow(TransferWindow.START);
        for (int round = 0; round < 20; round++) {
            window.roundComplete();
        }
        assertThat(window.size()).isEqualTo(10);
        for (int round = 0; round < 4; round++) {
            window.measured(0, 6_251);
        }
        assertThat(window.max()).isEqualTo(75);
        for (int round = 0; round < 100; round++) {
            window.roundComplete();
        }
        assertThat(window.size()).isEqualTo(75);
        window.timedOut();
        assertThat(window.size()).isEqualTo(74);
        TransferWindow slow = new TransferWindow(TransferWindow.START);
        slow.measured(0, 249);
        slow.measured(0, 249);
        assertThat(slow.max()).isEqualTo(4);
    }
}
