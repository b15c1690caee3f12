package weft.nativecheck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Turns options of the {@code native-image} command into those of the builder that the command starts, which have other names and
 * carry the place where they stand. Collects both what is for the builder and what is for its Java machine.
 */
final class OptionNames {

    private static final Map<String, String> BUILDERS = Map.of(
            "--features", "Features",
            "--link-at-build-time", "LinkAtBuildTime",
            "--enable-url-protocols", "EnableURLProtocols",
            "--enable-monitoring", "EnableMonitoringFeatures",
            "--enable-native-access", "EnableNativeAccess",
            "-march", "MicroArchitecture",
            "-O", "Optimize");

    private final List<String> machine = new ArrayList<>();
    private final List<String> options = new ArrayList<>();

    /**
     * Takes an option of the command.
     *
     * @param origin where it stands: {@code user}, or the file in a jar
     * @throws IllegalArgumentException when it is none that is known here
     */
    void add(String argument, String origin) {
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        String value = equals < 0 ? "" : argument.substring(equals + 1);
        if (argument.startsWith("-J")) {
            machine.add(argument.substring(2));
        } else if (argument.startsWith("-D")) {
            machine.add(argument);
        } else if (argument.startsWith("-H:+") || argument.startsWith("-H:-")) {
            options.add(argument + "@" + origin);
        } else if (argument.startsWith("-H:")) {
            options.add(name + "@" + origin + (equals < 0 ? "" : "=" + value));
        } else if (argument.startsWith("-O") && equals < 0) {
            options.add(ofCommand("Optimize", origin, argument.substring(2)));
        } else {
            options.add(
                    switch (name) {
                        case "--initialize-at-build-time" ->
                            ofCommand("ClassInitialization", origin, kinds(value, "build_time"));
                        case "--initialize-at-run-time" ->
                            ofCommand("ClassInitialization", origin, kinds(value, "run_time"));
                        case "--no-fallback" -> ofCommand("FallbackThreshold", origin, "0");
                        default -> {
                            if (!BUILDERS.containsKey(name)) {
                                throw new IllegalArgumentException(argument + " of " + origin
                                        + " is no option that the native check knows; OptionNames lists them");
                            }
                            yield ofCommand(BUILDERS.get(name), origin, value);
                        }
                    });
        }
    }

    /** Takes an option of the Java machine. */
    void ofMachine(String option) {
        machine.add(option);
    }

    /** Takes an option that the command makes of something else, such as a file of metadata. */
    void ofBuilder(String option, String origin, String value) {
        options.add(ofCommand(option, origin, value));
    }

    List<String> machine() {
        return List.copyOf(machine);
    }

    List<String> options() {
        return List.copyOf(options);
    }

    /** Without names it is for every class. */
    private static String kinds(String classes, String kind) {
        return Arrays.stream(classes.split(",", -1))
                .map(name -> name + ":" + kind)
                .collect(Collectors.joining(","));
    }

    private static String ofCommand(String option, String origin, String value) {
        return "-H:" + option + "@" + origin + "+api=" + value;
    }
}
