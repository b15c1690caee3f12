package weft.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Every row of a running node's own database as text, bytes in hexadecimal digits. */
final class DatabaseDump {

    private final Path data;

    private DatabaseDump(Path data) {
        this.data = data;
    }

    /** Of the node that keeps its things in that directory. */
    static DatabaseDump of(Path data) {
        return new DatabaseDump(data);
    }

    /** Writes it into a directory, one file a table. */
    void into(Path directory) {
        try (Connection connection = NodePostgres.connect(data);
                Statement statement = connection.createStatement()) {
            Files.createDirectories(directory);
            for (String table : rows(statement, """
                    select format('%I.%I', schemaname, tablename) from pg_tables
                    where schemaname not in ('pg_catalog', 'information_schema')""")) {
                Files.write(directory.resolve(table), rows(statement, "select t::text from " + table + " t"));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the database of " + data + " can't be read", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> rows(Statement statement, String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (ResultSet found = statement.executeQuery(query)) {
            while (found.next()) {
                rows.add(found.getString(1));
            }
        }
        return rows;
    }
}
