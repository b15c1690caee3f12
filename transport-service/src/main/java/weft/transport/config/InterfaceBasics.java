package weft.transport.config;

import java.util.Optional;
import weft.reticulum.ifac.AccessCode;
import weft.reticulum.router.interfaces.InterfaceProperties;
import weft.service.config.KeyName;

/**
 * What every interface has, whatever its kind.
 *
 * @param name as configured
 * @param properties what the Router must know, as far as every kind has it
 * @param access the access code, where the interface has one
 */
public record InterfaceBasics(String name, InterfaceProperties properties, Optional<AccessCode> access) {

    private static final String SECTION = "weft.transport.interfaces";

    /** The key under which an interface stands in the configuration. */
    static String keyOf(String name) {
        return KeyName.of(SECTION, name);
    }
}
