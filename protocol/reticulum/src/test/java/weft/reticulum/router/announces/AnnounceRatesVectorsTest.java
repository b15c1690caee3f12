package weft.reticulum.router.announces;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import weft.reticulum.Address;
import weft.reticulum.Vectors;
import weft.reticulum.router.drops.Drops;
import weft.reticulum.router.interfaces.AnnouncePolicy;
import weft.reticulum.router.table.AddressTable;
import weft.reticulum.router.time.CallTime;
import weft.reticulum.router.time.Seconds;

/** path-table.json: which destinations announce themselves too often to be rebroadcast. */
class AnnounceRatesVectorsTest {

    private static final JsonNode VECTORS = Vectors.load("path-table");

    @TestFactory
    List<DynamicTest> limitsRates() {
        return Vectors.each(VECTORS.get("rate_limit"), timeline -> {
            CallTime time = new CallTime();
            AnnounceRates rates = new AnnounceRates(time, new Drops(), new AddressTable<>(10, 1));
            AnnouncePolicy policy = AnnouncePolicy.STANDARD.withRate(
                    timeline.get("target_s").intValue(),
                    timeline.get("penalty_s").intValue(),
                    timeline.get("grace").intValue());
            Address destination = new Address(1, 2);
            for (JsonNode announce : timeline.get("announces")) {
                time.begin(Seconds.nanos(announce.get("at_s").longValue()), 0);
                assertThat(rates.allows(destination, policy))
                        .as(announce.toString())
                        .isEqualTo(announce.get("queued_for_rebroadcast").booleanValue());
                assertThat(rates.get(destination).violations())
                        .isEqualTo(announce.get("violations").intValue());
                assertThat(rates.get(destination).blockedUntil())
                        .isEqualTo(Seconds.nanos(
                                announce.get("blocked_until_offset").doubleValue()));
            }
        });
    }
}
