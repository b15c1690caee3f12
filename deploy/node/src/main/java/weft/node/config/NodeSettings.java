package weft.node.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import weft.gateway.domain.BodyBounds;
import weft.service.config.LimitSettings;
import weft.service.config.NodeName;
import weft.service.http.PublicUrl;

/** What the node itself reads of the configuration; each service reads its own part. */
@RegisterForReflection
@ConfigMapping(prefix = "weft")
public interface NodeSettings {

    /** The data directory, which other keys refer to. {@code --data} alone sets it; in a file or the environment it stops the start. */
    @WithDefault("data")
    Path data();

    /** Loopback port of health and metrics; {@code --management-port} sets it. Any free one when absent. */
    OptionalInt managementPort();

    /** The node as others see it. */
    Node node();

    /** Where HTTPS is served. */
    Http http();

    /** How large a message may be. */
    Limits limits();

    /** A database that is there already. */
    Db db();

    /** Switches that crash tests set, by name. No operator needs one. */
    Map<String, String> testing();

    /** What is wrong with values that are each of the right kind; empty when nothing is. Every problem begins with its key. */
    default List<String> problems() {
        List<String> problems = new ArrayList<>();
        requirePort("weft.http.port", http().port(), problems);
        managementPort().ifPresent(port -> requirePort("weft.management-port", port, problems));
        if (http().certificate().isPresent() != http().certificateKey().isPresent()) {
            String given = http().certificate().isPresent() ? "" : "-key";
            String lacking = given.isEmpty() ? "-key" : "";
            problems.add("weft.http.certificate" + given + " needs weft.http.certificate" + lacking
                    + " beside it. Give both, or neither.");
        }
        int kilobytes = limits().deliveryKb();
        if (kilobytes < 1 || kilobytes > BodyBounds.MOST_DELIVERY_KB) {
            problems.add("weft.limits.delivery-kb must be from 1 to " + BodyBounds.MOST_DELIVERY_KB + ", not "
                    + kilobytes + ".");
        }
        if (http().host().isBlank()) {
            problems.add("weft.http.host holds nothing but spaces. Give it an address, or remove the key.");
        }
        return problems;
    }

    /** Adds what is wrong with a port, if anything is. */
    static void requirePort(String key, int port, List<String> problems) {
        if (port < 1 || port > 65_535) {
            problems.add(key + " must be a port from 1 to 65535, not " + port + ".");
        }
    }

    /** The node as others see it. */
    interface Node {

        /** The name that announces and pages carry: one line in which something is to be seen. */
        @WithDefault("Weft")
        @WithConverter(NodeName.class)
        String name();
    }

    /** Where HTTPS is served. */
    interface Http {

        /** Address to listen on. */
        @WithDefault("127.0.0.1")
        String host();

        /** Port to listen on, 1 to 65535. */
        @WithDefault("8443")
        int port();

        /** Where people find the node from outside. */
        Optional<PublicUrl> publicUrl();

        /** A PEM file with the certificate chain, instead of the certificate the node makes. Needs {@link #certificateKey}. */
        Optional<Path> certificate();

        /** The PEM file with that certificate's private key. */
        Optional<Path> certificateKey();
    }

    /** How large a message may be. */
    interface Limits {

        /** Largest message in units of 1000 bytes; no body of a request is taken that couldn't hold a smaller one. */
        @WithDefault(LimitSettings.DELIVERY_KB)
        int deliveryKb();
    }

    /** A database that is there already. */
    interface Db {

        /** {@code postgresql://user:password@host:port/database}; without it the node starts its own PostgreSQL. */
        Optional<String> url();

        /** A file that holds the password and nothing else, for a {@link #url} without one. A final line end is not part of it. */
        Optional<Path> passwordFile();

        /**
         * The authority of the certificate of the database at {@link #url}, as PEM. With it every connection is encrypted, and made only
         * to a server with a certificate of that authority for the host in the address.
         */
        Optional<Path> caFile();
    }
}
