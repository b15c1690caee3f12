package weft.launch;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Objects;

/**
 * Asks the application of this machine whether it is ready: the health check of an image that has no other program to ask with.
 * The port is {@code WEFT_MANAGEMENT_PORT}, 9000 without it.
 */
final class Health {

    private static final int PATIENCE_MILLIS = 5_000;

    private Health() {}

    /** Exit code 0 when it is ready, 1 and a line that says why when it is not. */
    public static void main(String... arguments) {
        String port = Objects.requireNonNullElse(System.getenv("WEFT_MANAGEMENT_PORT"), "9000");
        String url = "http://127.0.0.1:" + port + "/q/health/ready";
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            int status = connection.getResponseCode();
            System.out.println(url + " says " + status);
            System.exit(status == HttpURLConnection.HTTP_OK ? 0 : 1);
        } catch (IOException | IllegalArgumentException unanswered) {
            System.out.println(url + " doesn't answer: " + unanswered.getMessage());
            System.exit(1);
        }
    }
}
