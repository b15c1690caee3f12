package weft.service.config;

import java.io.Serializable;
import org.eclipse.microprofile.config.spi.Converter;
import weft.service.http.Names;

/** Reads the name of a node: a name as people give them, since announces, pages and the interface show it. */
public final class NodeName implements Converter<String>, Serializable {

    private static final long serialVersionUID = 1L;

    @Override
    public String convert(String value) {
        Names.fault(value).ifPresent(fault -> {
            throw new IllegalArgumentException("The name of a node " + fault);
        });
        return value;
    }
}
