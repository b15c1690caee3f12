package weft.interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The PostgreSQL that a node runs for itself, as its owner sees it. */
public final class NodePostgres {

    private static final String OWNER = "weft_owner";

    private NodePostgres() {}

    /** Connects as the node itself does: the password follows from a key beside the database. */
    public static Connection connect(Path data) throws SQLException, IOException {
        String port = Files.readAllLines(data.resolve("postgres/postmaster.pid"))
                .get(3)
                .strip();
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/weft", OWNER, password(data));
    }

    private static String password(Path data) throws IOException {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Files.readAllBytes(data.resolve("keys/database.key")), "HmacSHA256"));
            byte[] digest = mac.doFinal(("weft database role " + OWNER).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", absent);
        }
    }
}
