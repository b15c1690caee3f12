package weft.node.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Parts of a node whose keys are agreed on and which this version doesn't have: their sections may stand in a file as long as they
 * say {@code enabled: false}. Nothing reads their other keys; they are here so that a section can be switched off and kept.
 */
@RegisterForReflection
@ConfigMapping(prefix = "weft")
public interface UnbuiltParts {

    /** A store of messages for others. */
    Optional<Propagation> propagation();

    /** Pages for others to read. */
    Optional<Pages> pages();

    /** A place where stock programs of this machine attach. */
    @WithName("shared-instance")
    Optional<SharedInstance> sharedInstance();

    /** What is wrong with what was asked for; empty when nothing is. */
    default List<String> problems() {
        Map<String, Optional<Boolean>> wanted = new LinkedHashMap<>();
        propagation().ifPresent(part -> wanted.put("weft.propagation", part.enabled()));
        pages().ifPresent(part -> wanted.put("weft.pages", part.enabled()));
        sharedInstance().ifPresent(part -> wanted.put("weft.shared-instance", part.enabled()));
        List<String> problems = new ArrayList<>(wanted.entrySet().stream()
                .filter(part -> part.getValue().orElse(true))
                .map(part -> part.getKey() + " is not built in this version of Weft. Set " + part.getKey()
                        + ".enabled to false, or remove the section.")
                .toList());
        sharedInstance().ifPresent(part -> problems.addAll(part.problems()));
        return problems;
    }

    /** A store of messages for others. */
    interface Propagation {

        /** Has to be there, and to be false. */
        Optional<Boolean> enabled();

        /** Work asked for a message, in bits. */
        OptionalInt stampCost();

        /** Work asked for a peering, in bits. */
        OptionalInt peeringCost();

        /** Whether peers are found by their announces. */
        Optional<Boolean> autopeer();

        /** Peers by address. */
        Optional<List<String>> staticPeers();

        /** Largest message kept, in units of 1000 bytes. */
        OptionalInt messageLimitKb();
    }

    /** Pages for others to read. */
    interface Pages {

        /** Has to be there, and to be false. */
        Optional<Boolean> enabled();

        /** Where they stand. */
        Optional<String> directory();
    }

    /** A place where stock programs of this machine attach. */
    interface SharedInstance {

        /** The kinds of place. */
        List<String> TYPES = List.of("unix", "tcp");

        /** Has to be there, and to be false. */
        Optional<Boolean> enabled();

        /** {@code unix}, a socket of the file system's, or {@code tcp}, a port. */
        Optional<String> type();

        /** Port of the packets. */
        OptionalInt port();

        /** Port of the questions. */
        OptionalInt controlPort();

        /** What is wrong with its keys, which have a meaning whether it is on or off. */
        default List<String> problems() {
            List<String> problems = new ArrayList<>();
            type().filter(word -> !TYPES.contains(word.toLowerCase(Locale.ROOT)))
                    .ifPresent(word -> problems.add("weft.shared-instance.type must be " + String.join(" or ", TYPES)
                            + ", not \"" + word + "\""));
            port().ifPresent(number -> NodeSettings.requirePort("weft.shared-instance.port", number, problems));
            controlPort()
                    .ifPresent(
                            number -> NodeSettings.requirePort("weft.shared-instance.control-port", number, problems));
            return problems;
        }
    }
}
