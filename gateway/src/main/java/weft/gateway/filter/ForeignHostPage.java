package weft.gateway.filter;

import java.util.regex.Pattern;

/**
 * What a person sees who asks for this node under a name that is not one of its own: what happened, and what the operator does about
 * it. Without script and style, because a browser must get nothing more under that name.
 */
final class ForeignHostPage {

    /** Longer names are not repeated: nobody could have meant them. */
    private static final int LONGEST = 253;

    /** What may stand in the configuration as it is. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]+");

    private static final String PAGE = """
            <!doctype html>
            <html lang="%s">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>Weft</title>
            </head>
            <body>
            <main>
            %s
            </main>
            </body>
            </html>
            """;

    private static final String ENGLISH = """
            <h1>This node doesn’t answer to that name</h1>
            <p>You asked for <strong>%s</strong>. The node answers only to names that it knows as its own, so that nobody can point a name of theirs at it.</p>
            <h2>If somebody invited you</h2>
            <p>Tell them what this page says. It is theirs to mend; your link stays good.</p>
            <h2>If you run this node</h2>
            <p>Is the name yours? Then add it to <code>weft.http.allowed-hosts</code> in the configuration file, and start the node again:</p>
            <pre>weft:
              http:
                allowed-hosts: [%s]</pre>
            <p>The machine’s own name and addresses are always answered, and looked at again every %d seconds: if the machine has just got this one, reload the page.</p>""";

    private static final String GERMAN = """
            <h1>Dieser Knoten hört nicht auf diesen Namen</h1>
            <p>Du hast <strong>%s</strong> aufgerufen. Der Knoten antwortet nur unter Namen, die er als seine kennt, damit niemand einen fremden Namen auf ihn zeigen lassen kann.</p>
            <h2>Wenn dich jemand eingeladen hat</h2>
            <p>Sag der Person, was auf dieser Seite steht. Nur sie kann es ändern; dein Link bleibt gültig.</p>
            <h2>Wenn du diesen Knoten betreibst</h2>
            <p>Gehört der Name dir? Dann trag ihn in der Konfigurationsdatei unter <code>weft.http.allowed-hosts</code> ein und starte den Knoten neu:</p>
            <pre>weft:
              http:
                allowed-hosts: [%s]</pre>
            <p>Den eigenen Namen und die Adressen des Rechners kennt er immer und sieht alle %d Sekunden nach: Hat der Rechner diese gerade erst bekommen, dann lade die Seite neu.</p>""";

    private ForeignHostPage() {}

    /**
     * The page.
     *
     * @param asked the host as the client wrote it; anything may stand in it
     */
    static String of(String asked, boolean german) {
        String shown = asked.length() > LONGEST ? asked.substring(0, LONGEST) + "…" : asked;
        String suggested = asked.length() > LONGEST || !PLAIN.matcher(asked).matches()
                ? "weft.example.org"
                : asked.indexOf(':') < 0 ? asked : "'" + asked + "'";
        return PAGE.formatted(
                german ? "de" : "en",
                (german ? GERMAN : ENGLISH).formatted(escaped(shown), escaped(suggested), HostCheck.AGAIN_SECONDS));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
