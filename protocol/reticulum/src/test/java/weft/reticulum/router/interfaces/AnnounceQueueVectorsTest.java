package weft.reticulum.router.interfaces;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import weft.reticulum.Address;
import weft.reticulum.Vectors;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.router.time.Seconds;

/** announce-propagation.json: how much of an interface's bandwidth forwarded announces may have. */
class AnnounceQueueVectorsTest {

    private static final JsonNode VECTORS = Vectors.load("announce-propagation");

    @TestFactory
    List<DynamicTest> keepsToTheBandwidthCap() {
        JsonNode cap = VECTORS.get("bandwidth_cap");
        AnnounceQueue queue = new AnnounceQueue(
                InterfaceProperties.automatic(cap.get("bitrate").longValue()), () -> 4096);
        return Vectors.each(cap.get("steps"), step -> {
            long now = Seconds.nanos(step.get("at_s").longValue());
            int bytes = step.get("packet_bytes").intValue();
            boolean sentNow = queue.isOpen(now);
            if (sentNow) {
                queue.sent(bytes, now);
            } else {
                Address destination =
                        Hashes.truncated(step.get("destination").textValue().getBytes());
                queue.offer(
                        destination,
                        new byte[bytes],
                        step.get("hops").intValue(),
                        step.get("emission_offset").longValue(),
                        now);
            }
            assertThat(sentNow).isEqualTo(step.get("sent_now").booleanValue());
            assertThat(queue.allowedAt())
                    .isEqualTo(Seconds.nanos(step.get("next_allowed_offset_s").doubleValue()));
            List<String> waiting = new ArrayList<>();
            queue.waiting().forEach(each -> waiting.add(each.hops() + " " + each.emission()));
            List<String> expected = new ArrayList<>();
            step.get("queue")
                    .forEach(each -> expected.add(each.get("hops").intValue() + " "
                            + each.get("emission_offset").longValue()));
            assertThat(waiting).isEqualTo(expected);
        });
    }
}
