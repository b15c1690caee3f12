package weft.node.imports;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the programs of one Reticulum configuration meet: on Linux an abstract socket {@code rns/<name>}, elsewhere or by
 * choice a loopback port (rns-core §16.1). Whichever of the two answers, a program is running.
 *
 * @param name of the instance
 * @param port loopback port
 */
record SharedInstance(String name, int port) {

    private static final int STANDARD_PORT = 37428;
    private static final int CONNECT_MILLIS = 500;

    static SharedInstance of(ReticulumConfig config) {
        return new SharedInstance(
                config.general("instance_name").orElse("default"),
                config.general("shared_instance_port")
                        .filter(text -> text.matches("[0-9]{1,5}"))
                        .map(Integer::valueOf)
                        .orElse(STANDARD_PORT));
    }

    boolean running() throws IOException {
        return socketExists() || portAnswers();
    }

    /** Java can't connect to abstract sockets, but the kernel lists them. */
    private boolean socketExists() throws IOException {
        Path sockets = Path.of("/proc/net/unix");
        if (!Files.exists(sockets)) {
            return false;
        }
        return Files.readAllLines(sockets).stream().anyMatch(line -> line.endsWith("@rns/" + name));
    }

    private boolean portAnswers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException nobodyListens) {
            return false;
        }
    }
}
