package weft.node.database;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import weft.node.StartFailure;
import weft.service.files.SecretFile;

/**
 * Where a database is and who connects to it. Read here and by no driver: one address is for two of them, which each have a form of
 * their own, and a wrong one has to be told by its key and without the password in it.
 *
 * @param parameters of the URL, without the question mark; may be empty
 */
record DatabaseAddress(String host, int port, String database, String parameters, String username, String password) {

    private static final int POSTGRES_PORT = 5432;
    private static final String FORM = "postgresql://user:password@host:5432/database";

    /**
     * Reads {@code postgresql://user:password@host:port/database?parameters}; port and parameters may be absent, and the password
     * where a file has it.
     *
     * @throws StartFailure that names the key and shows the form, never the password
     */
    static DatabaseAddress parse(String url, Optional<Path> passwordFile) {
        try {
            URI uri = URI.create(url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url);
            String user = uri.getRawUserInfo();
            String path = uri.getPath();
            boolean complete = ("postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && user != null
                    && path != null
                    && path.length() > 1;
            if (complete) {
                String[] credentials = user.split(":", 2);
                return new DatabaseAddress(
                        uri.getHost(),
                        uri.getPort() < 0 ? POSTGRES_PORT : uri.getPort(),
                        path.substring(1),
                        uri.getRawQuery() == null ? "" : uri.getRawQuery(),
                        decoded(credentials[0]),
                        password(credentials, passwordFile));
            }
        } catch (IllegalArgumentException notAnAddress) {
            throw wrongForm();
        }
        throw wrongForm();
    }

    private static String password(String[] credentials, Optional<Path> file) {
        if (credentials.length == 2 && file.isPresent()) {
            throw new StartFailure("weft.db.url and weft.db.password-file both give a password; leave one out.");
        }
        if (credentials.length == 2) {
            return decoded(credentials[1]);
        }
        return SecretFile.text(
                "The file that weft.db.password-file names,",
                file.orElseThrow(() -> new StartFailure("weft.db.url has no password. Write " + FORM
                        + ", or name a file that holds it with weft.db.password-file.")));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static StartFailure wrongForm() {
        return new StartFailure("weft.db.url must have the form " + FORM
                + ", without :password where weft.db.password-file names a file that holds it.");
    }

    /** The same database for somebody else. */
    DatabaseAddress as(String otherUsername, String otherPassword) {
        return new DatabaseAddress(host, port, database, parameters, otherUsername, otherPassword);
    }

    /** For JDBC, without credentials. */
    String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database
                + (parameters.isEmpty() ? "" : "?" + parameters);
    }

    /** For the reactive client, without credentials. */
    String reactiveUrl(String schema) {
        return "postgresql://" + host + ":" + port + "/" + database + "?search_path=" + schema
                + (parameters.isEmpty() ? "" : "&" + parameters);
    }

    /** Never the password. */
    @Override
    public String toString() {
        return jdbcUrl() + " as " + username;
    }
}
