package weft.transport.config;

import java.util.Optional;
import java.util.OptionalInt;
import weft.reticulum.ifac.AccessCode;
import weft.reticulum.router.interfaces.InterfaceProperties;
import weft.service.listen.ListenAddress;

/**
 * One interface as it will run: the settings, checked, in the terms of the Router. Each kind has the members that mean something to
 * it. Framing is none of them: it belongs to the line that the kind opens.
 */
public sealed interface InterfacePlan permits TcpClientPlan, TcpServerPlan {

    /**
     * Checks the settings of one interface. Of one that is disabled no file is read.
     *
     * @throws InvalidSetting naming every key that is wrong, missing or of another kind, and what to write instead
     */
    static InterfacePlan of(String name, TransportSettings.InterfaceSettings settings) {
        return new InterfaceReading(name, settings).plan();
    }

    /** What it has in common with every other. */
    InterfaceBasics basics();

    /** What kind it is. */
    InterfaceKind kind();

    /** Where it listens for connections, if it does. */
    Optional<ListenAddress> listens();

    /** How many clients it takes at once, where it takes any. */
    OptionalInt places();

    /** As configured. */
    default String name() {
        return basics().name();
    }

    /** What the Router is told of it. */
    default InterfaceProperties properties() {
        return basics().properties();
    }

    /** The access code, where it has one. */
    default Optional<AccessCode> access() {
        return basics().access();
    }
}
