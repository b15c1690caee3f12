package weft.lxmf.stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.lxmf.Vectors.bytes;
import static weft.lxmf.Vectors.hex;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import weft.lxmf.Vectors;
import weft.reticulum.crypto.Hashes;

class StampVectorsTest {

    private static final JsonNode FILE = Vectors.load("stamp");

    @TestFactory
    List<DynamicTest> buildsTheWorkblocksOfTheReference() {
        return Vectors.each(FILE.get("workblocks"), node -> {
            byte[] material = bytes(node.get("material"));
            MessageDigest whole = Hashes.newDigest();
            int length = 0;
            byte[] block = {};
            for (int round = 0; round < node.get("rounds").intValue(); round++) {
                block = Workblock.block(material, round);
                whole.update(block);
                length += block.length;
            }
            assertThat(length).isEqualTo(node.get("workblock_length").intValue());
            assertThat(hex(whole.digest()))
                    .isEqualTo(node.get("workblock_sha256").textValue());
            assertThat(hex(block)).endsWith(node.get("block_last_32_bytes").textValue());
        });
    }

    @Test
    void kindsHaveTheRoundsOfTheReference() {
        for (StampKind kind : StampKind.values()) {
            assertThat(kind.rounds())
                    .isEqualTo(workblockNode(kind).get("rounds").intValue());
        }
    }

    @TestFactory
    List<DynamicTest> judgesStampsLikeTheReference() {
        Map<String, Workblock> blocks = new HashMap<>();
        for (StampKind kind : StampKind.values()) {
            JsonNode node = workblockNode(kind);
            blocks.put(node.get("name").textValue(), Workblock.of(kind, bytes(node.get("material"))));
        }
        return Vectors.each(FILE.get("stamps"), node -> {
            Workblock block = blocks.get(node.get("workblock").textValue());
            byte[] stamp = bytes(node.get("stamp"));
            assertThat(hex(block.hash(stamp))).isEqualTo(node.get("result_hash").textValue());
            assertThat(block.value(stamp)).isEqualTo(node.get("value").intValue());
            assertThat(block.pays(stamp, node.get("cost").intValue()))
                    .isEqualTo(node.get("valid").booleanValue());
        });
    }

    @TestFactory
    List<DynamicTest> valuesAnythingAppendedToTheWorkblock() {
        Workblock block = Workblock.of(
                StampKind.MESSAGE, bytes(workblockNode(StampKind.MESSAGE).get("material")));
        return Vectors.each(FILE.get("length_note"), node -> assertThat(block.value(bytes(node.get("stamp"))))
                .isEqualTo(node.get("value").intValue()));
    }

    @Test
    void aPeeringKeyIsBoundToTheServingNodeFirst() {
        JsonNode peering = FILE.get("peering_id");
        assertThat(peering.get("responder_identity_hash").textValue()
                        + peering.get("initiator_identity_hash").textValue())
                .isEqualTo(peering.get("peering_id").textValue())
                .isEqualTo(workblockNode(StampKind.PEERING).get("material").textValue());
    }

    private static JsonNode workblockNode(StampKind kind) {
        return FILE.get("workblocks").get(kind.ordinal());
    }

    @TestFactory
    List<DynamicTest> aHashExactlyAtTheLimitPays() {
        return Vectors.each(FILE.get("threshold_examples"), node -> {
            int cost = node.get("cost").intValue();
            BigInteger limit = new BigInteger(node.get("max_hash_inclusive").textValue(), 16);
            if (cost > 0) {
                assertThat(Workblock.pays(hash(limit), cost)).isTrue();
                assertThat(Workblock.pays(hash(limit.add(BigInteger.ONE)), cost))
                        .isFalse();
                assertThat(Workblock.pays(hash(limit.subtract(BigInteger.ONE)), cost))
                        .isTrue();
            }
        });
    }

    private static ByteBuffer hash(BigInteger value) {
        byte[] digits = value.toByteArray();
        byte[] hash = new byte[32];
        int length = Math.min(32, digits.length);
        System.arraycopy(digits, digits.length - length, hash, 32 - length, length);
        return ByteBuffer.wrap(hash);
    }

    @Test
    void aSearchGoesOnWhereItStopped() {
        StampWork work = new StampWork(StampKind.PEERING, new byte[32], 9, new byte[32]);
        StampSearch slices = work.begin();
        Optional<Stamp> found = Optional.empty();
        while (found.isEmpty()) {
            found = slices.next(7);
        }
        assertThat(slices.tried()).isGreaterThan(7);
        Stamp whole = work.begin().next(100_000).orElseThrow();
        assertThat(found.get().bytes()).isEqualTo(whole.bytes());
        assertThat(whole.value()).isGreaterThanOrEqualTo(9);
        assertThat(Workblock.of(StampKind.PEERING, new byte[32]).pays(whole.bytes(), 9))
                .isTrue();
        assertThat(whole.bytes()).hasSize(Stamp.WORK_LENGTH);
    }

    @Test
    void anotherSeedFindsAnotherStamp() {
        byte[] seed = new byte[32];
        seed[0] = 1;
        Stamp one = new StampWork(StampKind.PEERING, new byte[32], 4, new byte[32])
                .begin()
                .next(10_000)
                .orElseThrow();
        Stamp other = new StampWork(StampKind.PEERING, new byte[32], 4, seed)
                .begin()
                .next(10_000)
                .orElseThrow();
        assertThat(one.bytes()).isNotEqualTo(other.bytes());
    }
}
