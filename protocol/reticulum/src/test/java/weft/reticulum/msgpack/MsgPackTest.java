package weft.reticulum.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.msgpack.value.ValueFactory.newArray;
import static org.msgpack.value.ValueFactory.newBinary;
import static org.msgpack.value.ValueFactory.newFloat;
import static org.msgpack.value.ValueFactory.newInteger;
import static org.msgpack.value.ValueFactory.newMap;
import static org.msgpack.value.ValueFactory.newNil;
import static org.msgpack.value.ValueFactory.newString;
import static weft.reticulum.Vectors.bytes;
import static weft.reticulum.Vectors.rejectionOf;
import static weft.reticulum.Vectors.valueOf;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.msgpack.value.Value;
import weft.reticulum.WireRejection;

class MsgPackTest {

    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "127, 7f",
        "128, cc80",
        "255, ccff",
        "256, cd0100",
        "65535, cdffff",
        "65536, ce00010000",
        "4294967295, ceffffffff",
        "4294967296, cf0000000100000000",
        "18446744073709551615, cfffffffffffffffff",
        "-1, ff",
        "-32, e0",
        "-33, d0df",
        "-128, d080",
        "-129, d1ff7f",
        "-32768, d18000",
        "-32769, d2ffff7fff",
        "-2147483649, d3ffffffff7fffffff",
        "-9223372036854775808, d38000000000000000"
    })
    void writesIntegersInTheShortestForm(BigInteger integer, String hex) {
        assertThat(encoded(newInteger(integer))).isEqualTo(hex);
        assertThat(decoded(hex).asIntegerValue().asBigInteger()).isEqualTo(integer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"05", "cc05", "cd0005", "ce00000005", "cf0000000000000005", "d005", "d10005", "d200000005"})
    void readsIntegersOfAnyWidth(String hex) {
        assertThat(decoded(hex)).isEqualTo(newInteger(5));
    }

    @Test
    void writesFloatsAsFloat64AndReadsBothWidths() {
        assertThat(encoded(newFloat(1.5f))).isEqualTo("cb3ff8000000000000");
        assertThat(decoded("ca3fc00000")).isEqualTo(newFloat(1.5));
    }

    @Test
    void keepsBytesAndTextApart() {
        assertThat(encoded(newBinary(new byte[] {1}))).isEqualTo("c40101");
        assertThat(encoded(newString("é"))).isEqualTo("a2c3a9");
        assertThat(encoded(newString("x".repeat(32)))).startsWith("d920");
        assertThat(encoded(newString("x".repeat(256)))).startsWith("da0100");
        assertThat(encoded(newString("é".repeat(130)))).startsWith("da0104");
    }

    @Test
    void keepsTheOrderOfMapEntries() {
        Value map = newMap(newInteger(9), newNil(), newInteger(1), newNil(), newString("a"), newNil());
        assertThat(encoded(map)).isEqualTo("8309c001c0a161c0");
        assertThat(encoded(decoded("8309c001c0a161c0"))).isEqualTo("8309c001c0a161c0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c1",
                "cc",
                "c403ff",
                "a361",
                "92c0",
                "dd7fffffff",
                "ddffffffff",
                "df7fffffff",
                "dfffffffff",
                "c6ffffffff",
                "c67fffffff",
                "dbffffffff",
                "c9ffffffff01",
                "81",
                "8101",
                "a1ff",
                "a2c328",
                "a3eda080",
                "82010201c0",
                "8201c0cc01c0",
                "92dd00000003c0c0c0"
            })
    void refusesBrokenObjects(String hex) {
        assertThat(rejectionOf(MsgPack.decode(bytes(hex)))).isEqualTo(WireRejection.BAD_MESSAGE_PACK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c1",
                "cc",
                "c403ff",
                "a361",
                "92c0",
                "dd7fffffff",
                "ddffffffff",
                "df7fffffff",
                "dfffffffff",
                "c6ffffffff",
                "dbffffffff",
                "c9ffffffff01",
                "d8",
                "c7",
                "c701",
                "81",
                "8101",
                "92dd00000003c0c0c0"
            })
    void aWalkRefusesWhatHasNoEnd(String hex) {
        assertThat(rejectionOf(Extent.of(bytes(hex), 0, hex.length() / 2))).isEqualTo(WireRejection.BAD_MESSAGE_PACK);
    }

    @Test
    void aWalkCountsWhatNobodyWouldDecode() {
        byte[] deep = new byte[100_000];
        Arrays.fill(deep, (byte) 0x91);
        deep[deep.length - 1] = (byte) 0xC0;
        assertThat(valueOf(Extent.of(deep, 0, deep.length)))
                .isEqualTo(new Extent(0, deep.length, deep.length, MsgPack.MAX_DEPTH + 1));
        byte[] wide = new byte[MsgPack.MAX_VALUES + 100];
        Arrays.fill(wide, (byte) 0x80);
        byte[] header = bytes("dd%08x".formatted(wide.length - 5));
        System.arraycopy(header, 0, wide, 0, header.length);
        assertThat(valueOf(Extent.of(wide, 0, wide.length))).isEqualTo(new Extent(0, wide.length, wide.length - 4, 1));
    }

    @Test
    void refusesDepthAndNumberPastTheLimits() {
        byte[] deep = new byte[MsgPack.MAX_DEPTH + 2];
        Arrays.fill(deep, (byte) 0x91);
        deep[deep.length - 1] = (byte) 0xC0;
        assertThat(rejectionOf(MsgPack.decode(deep))).isEqualTo(WireRejection.BAD_MESSAGE_PACK);
        assertThat(valueOf(MsgPack.decode(deep, 1, deep.length - 1)).consumed()).isEqualTo(deep.length - 1);
        byte[] wide = new byte[MsgPack.MAX_VALUES + 6];
        wide[0] = (byte) 0xDD;
        wide[2] = (byte) (MsgPack.MAX_VALUES >> 16);
        assertThat(rejectionOf(MsgPack.decode(wide))).isEqualTo(WireRejection.BAD_MESSAGE_PACK);
    }

    @Test
    void tellsWhereTheObjectAndItsElementsEnd() {
        byte[] source = bytes("ffff94cb4000000000000000c40178cc05d0018101c0aa55");
        Document document = valueOf(MsgPack.decode(source, 2, source.length - 2));
        assertThat(document.consumed()).isEqualTo(1 + 9 + 3 + 2 + 2);
        assertThat(document.elements(0, 2)).isEqualTo(bytes("cb4000000000000000c40178"));
        assertThat(document.elements(2, 4)).isEqualTo(bytes("cc05d001"));
        assertThat(document.elements(4, 4)).isEmpty();
        assertThatThrownBy(() -> document.elements(0, 5)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void readsTenThousandCollidingKeysQuickly() {
        Value[] entries = new Value[20_000];
        for (int i = 0; i < entries.length; i += 2) {
            long half = i;
            entries[i] = newInteger(half << 32 | half);
            entries[i + 1] = newNil();
        }
        assertThat(valueOf(MsgPack.decodeValue(MsgPack.encode(newMap(entries))))
                        .asMapValue()
                        .size())
                .isEqualTo(10_000);
    }

    @Test
    void readsNestedContainers() {
        Value value = newArray(newArray(newInteger(1), newArray()), newMap(newInteger(1), newArray(newNil())));
        assertThat(valueOf(MsgPack.decodeValue(MsgPack.encode(value)))).isEqualTo(value);
    }

    private static String encoded(Value value) {
        return HexFormat.of().formatHex(MsgPack.encode(value));
    }

    private static Value decoded(String hex) {
        return valueOf(MsgPack.decodeValue(bytes(hex)));
    }
}
