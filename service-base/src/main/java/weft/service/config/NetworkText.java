package weft.service.config;

import java.io.Serializable;
import org.eclipse.microprofile.config.spi.Converter;
import weft.service.net.Network;

/** Reads a {@link Network}: what is wrong with one reaches the operator in its own words. */
public final class NetworkText implements Converter<Network>, Serializable {

    private static final long serialVersionUID = 1L;

    @Override
    public Network convert(String value) {
        return Network.of(value);
    }
}
