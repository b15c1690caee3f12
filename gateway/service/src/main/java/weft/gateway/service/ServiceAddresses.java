package weft.gateway.service;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import weft.service.token.Audience;

/** Where the services are: the {@code weft.services} part of the configuration. */
@RegisterForReflection
@ConfigMapping(prefix = "weft.services")
public interface ServiceAddresses {

    /** Accounts and sessions. */
    Auth auth();

    /** Identities and messages. */
    Message message();

    /** The mesh. */
    Transport transport();

    /** Accounts and sessions. */
    interface Auth {

        /** {@code https://host:port}. */
        @WithDefault("https://weft-auth:8443")
        URI url();
    }

    /** Identities and messages. */
    interface Message {

        /** {@code https://host:port}. */
        @WithDefault("https://weft-message:8443")
        URI url();
    }

    /** The mesh. */
    interface Transport {

        /** {@code https://host:port}. */
        @WithDefault("https://weft-transport:8443")
        URI url();
    }

    /**
     * The address of a service.
     *
     * @throws IllegalArgumentException when it is not one of HTTPS: the certificate is what tells the gateway whom it talks to
     */
    default URI of(Audience service) {
        URI url =
                switch (service) {
                    case AUTH -> auth().url();
                    case MESSAGE -> message().url();
                    case TRANSPORT -> transport().url();
                };
        if (!"https".equals(url.getScheme()) || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "The address of " + service.text() + " is https://host:port, not " + url + ".");
        }
        return url;
    }

    /** The port in an address, or that of HTTPS. */
    static int port(URI url) {
        return url.getPort() < 0 ? 443 : url.getPort();
    }
}
