package weft.node.imports;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Reticulum configurations with one interface, made by chance of what people write and of what has a meaning to a reader. */
final class AnyConfig {

    private static final List<String> TEXTS = List.of(
            "a",
            "a b",
            "\"a b\"",
            "'a b'",
            "a#b",
            "a #b",
            "\"a#b\" # c",
            "it's",
            "a\"b",
            "\"it's\"",
            "a, b",
            "\"a, b\"",
            "a=b",
            "=a",
            "",
            "\"\"",
            "None",
            "none",
            "'''a # b'''",
            "\"\"\"a\n  b\"\"\"",
            "\"\"\"\"a\"\"\"",
            "%(mode)s",
            "%(nowhere)s",
            "100%",
            "100%%",
            "$a",
            "ü",
            "a\u00a0",
            "a\tb",
            "a\\n",
            "[a]",
            "a;b",
            "'a' b",
            "\"a",
            "a\u0001b",
            "#a",
            "0777",
            "yes",
            "🜁");
    private static final List<String> MODES = List.of(
            "full",
            "gw",
            "GW",
            "gateway",
            "ap",
            "access_point",
            "accesspoint",
            "AccessPoint",
            "ptp",
            "pointtopoint",
            "point_to_point",
            "roaming",
            "boundary",
            "internal",
            "nonsense",
            "",
            "\"gw\"",
            "gw # c",
            "gw#c",
            "gw;c");
    private static final List<String> WORDS = List.of(
            "yes", "Yes", "true", "on", "1", "no", "False", "off", "0", "y", "ture", "", "\"yes\"", "yes # c", "yes#c");
    private static final List<String> NUMBERS = List.of(
            "0",
            "1",
            "3",
            "4",
            "5",
            "7",
            "8",
            "9",
            "16",
            "64",
            "128",
            "500",
            "512",
            "513",
            "1000",
            "1200",
            "62500",
            "1_000",
            "+7",
            "-8",
            "1e3",
            "x",
            "",
            "\"1200\"",
            "8 # c",
            "8#c",
            "524288",
            "524289",
            "1000000");
    private static final List<String> NAMES = List.of(
            "Hub",
            "Hub west",
            " Hub ",
            "\"Hub\"",
            "'Hub # 1'",
            "Hub#1",
            "Hub.1",
            "Hub = 1",
            "ü",
            "it's",
            "Hub \"x\"",
            "Hub [EU]",
            "\"Hub [EU]\"");
    private static final List<String> SPACES = List.of(" = ", "=", "\t=\t", " =", "= ", "  =\t ");
    private static final List<String> INDENTS = List.of("", "  ", "\t", "    ");
    private static final List<String> LINES = List.of(
            "# a comment",
            "  # a comment = yes",
            "",
            "; mode = ap",
            "Mode = ap",
            "connect_timeout = 3",
            "announce_cap = 5",
            "my key = x");

    private final Random random;
    private final int port;
    private final List<String> lines = new ArrayList<>();

    private AnyConfig(Random random, int port) {
        this.random = random;
        this.port = port;
    }

    /**
     * A configuration.
     *
     * @param port that a server may listen on
     */
    static String of(Random random, int port) {
        return new AnyConfig(random, port).text();
    }

    private String text() {
        boolean server = random.nextInt(4) == 0;
        entry("type", server ? "TCPServerInterface" : "TCPClientInterface");
        entry(server ? "listen_ip" : "target_host", "127.0.0.1");
        entry(server ? any(List.of("listen_port", "port")) : "target_port", String.valueOf(server ? port : 4));
        entry(any(List.of("enabled", "interface_enabled")), "yes");
        sometimes("mode", MODES);
        sometimes("interface_mode", MODES);
        sometimes("network_name", TEXTS);
        sometimes("networkname", TEXTS);
        sometimes("passphrase", TEXTS);
        sometimes("pass_phrase", TEXTS);
        sometimes("ifac_size", NUMBERS);
        rarely("bitrate", NUMBERS);
        rarely("fixed_mtu", NUMBERS);
        rarely("ingress_control", WORDS);
        rarely("outgoing", WORDS);
        rarely("enabled", WORDS);
        rarely("discoverable", WORDS);
        rarely("kiss_framing", WORDS);
        for (int i = random.nextInt(3); i > 0; i--) {
            lines.add(any(LINES));
        }
        Collections.shuffle(lines, random);
        return file();
    }

    private String file() {
        StringBuilder text = new StringBuilder(random.nextInt(8) == 0 ? "\uFEFF" : "");
        text.append("[reticulum]\nshare_instance = No\n");
        if (random.nextInt(3) == 0) {
            text.append("enable_transport")
                    .append(any(SPACES))
                    .append(any(WORDS))
                    .append('\n');
        }
        text.append("[interfaces]\n")
                .append(any(INDENTS))
                .append("[[")
                .append(any(NAMES))
                .append("]]");
        text.append(random.nextInt(4) == 0 ? "  # a comment\n" : "\n");
        lines.forEach(line -> text.append(any(INDENTS)).append(line).append('\n'));
        String whole = text.append(random.nextInt(4) == 0 ? "[logging]\nloglevel = 2\n" : "")
                .toString();
        return random.nextInt(8) == 0 ? whole.replace("\n", "\r\n") : whole;
    }

    private void sometimes(String key, List<String> values) {
        if (random.nextInt(4) == 0) {
            entry(key, any(values));
        }
    }

    private void rarely(String key, List<String> values) {
        if (random.nextInt(10) == 0) {
            entry(key, any(values));
        }
    }

    private void entry(String key, String value) {
        lines.add((random.nextInt(20) == 0 ? "\"" + key + "\"" : key) + any(SPACES) + value);
    }

    private String any(List<String> all) {
        return all.get(random.nextInt(all.size()));
    }
}
