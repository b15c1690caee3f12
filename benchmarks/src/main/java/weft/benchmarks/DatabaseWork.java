package weft.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import weft.interop.NodePostgres;
import weft.interop.WeftNode;

/** What nodes have asked of their databases: transactions that wrote, and statements of their message services. */
final class DatabaseWork {

    private static final Pattern STATEMENTS =
            Pattern.compile("(?m)^weft_messages_database_statements_total(?:\\{[^}]*})? (\\S+)$");

    private final Map<String, WeftNode> nodes;
    private final Map<String, Done> before;

    private record Done(double commits, double statements) {}

    private DatabaseWork(Map<String, WeftNode> nodes) {
        this.nodes = nodes;
        this.before = read();
    }

    /**
     * Begins to count.
     *
     * @param nodes with a port of management, by the name under which they are shown
     */
    static DatabaseWork of(Map<String, WeftNode> nodes) {
        return new DatabaseWork(nodes);
    }

    /** What each node's database has done for each of that many messages since the beginning, in words. */
    String perMessage(int messages) {
        Map<String, Done> now = read();
        return nodes.keySet().stream()
                .map(name -> String.format(
                        Locale.ROOT,
                        "In %s a message took %.3f commits and %.2f statements.",
                        name,
                        (now.get(name).commits() - before.get(name).commits()) / messages,
                        (now.get(name).statements() - before.get(name).statements()) / messages))
                .collect(Collectors.joining(" "));
    }

    private Map<String, Done> read() {
        Map<String, Done> done = new LinkedHashMap<>();
        nodes.forEach((name, node) -> done.put(name, new Done(commits(node), statements(node))));
        return done;
    }

    private static double commits(WeftNode node) {
        try (Connection connection = NodePostgres.connect(node.data());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_snapshot_xmax(pg_current_snapshot())::text")) {
            row.next();
            return Double.parseDouble(row.getString(1));
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("the database of " + node.data() + " can't be read", e);
        }
    }

    private static double statements(WeftNode node) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI metrics = URI.create("http://127.0.0.1:" + node.managementPort() + "/q/metrics");
            Matcher matcher = STATEMENTS.matcher(
                    client.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
                            .body());
            if (!matcher.find()) {
                throw new IllegalStateException("the node does not count its statements");
            }
            return Double.parseDouble(matcher.group(1));
        } catch (IOException e) {
            throw new IllegalStateException("the metrics of " + node.data() + " can't be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
