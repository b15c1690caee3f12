package weft.gateway.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import weft.service.net.Source;

/** The header in which proxies say whom they ask for. One of them is believed; the other is not even read. */
public enum ForwardedHeader {

    /** {@code X-Forwarded-For}: addresses, the client's first. */
    X_FORWARDED_FOR("X-Forwarded-For"),

    /** {@code Forwarded} of RFC 7239: elements with {@code for=}, the client's first. */
    FORWARDED("Forwarded");

    /** Hops that are read; nobody has that many proxies. */
    private static final int MOST_HOPS = 100;

    /** A pair of RFC 7239 and what comes after it. */
    private static final Pattern PAIR = Pattern.compile(
            "\\s*(?:(?<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+)=(?:(?<token>[!#$%&'*+.^_`|~0-9A-Za-z:\\[\\]-]+)|\"(?<quoted>(?:[^\"\\\\]|\\\\.)*)\"))?\\s*(?<end>[;,]|$)");

    private static final Pattern BRACKETS = Pattern.compile("\\[([^]]*)](?::[0-9A-Za-z._-]{1,16})?");
    private static final Pattern WITH_PORT = Pattern.compile("([^:]*):[0-9A-Za-z._-]{1,16}");

    private final String text;

    ForwardedHeader(String text) {
        this.text = text;
    }

    /** The name of the header. */
    public String text() {
        return text;
    }

    /**
     * Whom the proxies name, the client first, as they wrote it; all lines of the header are one list.
     *
     * @return empty when it can't be read
     */
    public Optional<List<String>> hops(List<String> lines) {
        List<String> hops = new ArrayList<>();
        for (String line : lines) {
            boolean read = this == FORWARDED ? elements(line, hops) : addresses(line, hops);
            if (!read || hops.size() > MOST_HOPS) {
                return Optional.empty();
            }
        }
        return Optional.of(hops);
    }

    /** The source that a hop names, with or without a port; empty when it is no address. */
    public static Optional<Source> source(String hop) {
        Matcher brackets = BRACKETS.matcher(hop);
        if (brackets.matches()) {
            return Source.parse(brackets.group(1)).filter(Source::isV6);
        }
        Matcher port = WITH_PORT.matcher(hop);
        return port.matches() ? Source.parse(port.group(1)) : Source.parse(hop);
    }

    private static boolean addresses(String line, List<String> hops) {
        for (String each : line.split(",")) {
            if (!each.isBlank()) {
                hops.add(each.strip());
            }
        }
        return true;
    }

    private static boolean elements(String line, List<String> hops) {
        Matcher pair = PAIR.matcher(line);
        String named = null;
        boolean element = false;
        int at = 0;
        while (pair.find() && pair.start() == at) {
            at = pair.end();
            String name = pair.group("name");
            element |= name != null;
            if (name != null && name.toLowerCase(Locale.ROOT).equals("for")) {
                if (named != null) {
                    return false;
                }
                named = value(pair);
            }
            if (!pair.group("end").equals(";")) {
                if (element) {
                    hops.add(named == null ? "unknown" : named);
                }
                named = null;
                element = false;
            }
            if (pair.group("end").isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private static String value(Matcher pair) {
        String quoted = pair.group("quoted");
        return quoted == null ? pair.group("token") : quoted.replaceAll("\\\\(.)", "$1");
    }
}
