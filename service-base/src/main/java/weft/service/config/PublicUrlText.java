package weft.service.config;

import java.io.Serializable;
import org.eclipse.microprofile.config.spi.Converter;
import weft.service.http.PublicUrl;

/** Reads a {@link PublicUrl}: what is wrong with one reaches the operator in its own words. */
public final class PublicUrlText implements Converter<PublicUrl>, Serializable {

    private static final long serialVersionUID = 1L;

    @Override
    public PublicUrl convert(String value) {
        return PublicUrl.of(value);
    }
}
