package weft.transport.config;

/** Keys of an interface that not every kind has to have. What is written there is checked whatever the kind. */
enum InterfaceKey {
    HOST("host", "a tcp-client needs the host name or address that it dials"),
    PORT("port", "it is the port, from 1 to 65535, that a tcp-client dials and a tcp-server listens on"),
    RECONNECT_SECONDS("reconnect-seconds", ""),
    MAX_CLIENTS("max-clients", ""),
    IGNORE_HUB_MANNERS("ignore-hub-manners", "");

    private final String text;
    private final String missed;

    /** @param missed what is said where it is needed and not written; empty for one that no kind needs */
    InterfaceKey(String text, String missed) {
        this.text = text;
        this.missed = missed;
    }

    String text() {
        return text;
    }

    String missed() {
        return missed;
    }

    boolean isIn(TransportSettings.InterfaceSettings settings) {
        return switch (this) {
            case HOST -> settings.host().isPresent();
            case PORT -> settings.port().isPresent();
            case RECONNECT_SECONDS -> settings.reconnectSeconds().isPresent();
            case MAX_CLIENTS -> settings.maxClients().isPresent();
            case IGNORE_HUB_MANNERS -> settings.ignoreHubManners().isPresent();
        };
    }
}
