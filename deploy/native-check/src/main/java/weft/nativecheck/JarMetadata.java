package weft.nativecheck;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What a jar says in {@code META-INF/native-image} about itself or about others.
 *
 * @param exclusions what of it is passed over
 */
record JarMetadata(Path jar, List<Exclusion> exclusions) {

    private static final String PLACE = "META-INF/native-image/";

    private static final Map<String, String> FILES = Map.of(
            "jni-config.json", "JNIConfigurationResources",
            "reflect-config.json", "ReflectionConfigurationResources",
            "resource-config.json", "ResourceConfigurationResources",
            "proxy-config.json", "DynamicProxyConfigurationResources",
            "serialization-config.json", "SerializationConfigurationResources",
            "predefined-classes-config.json", "PredefinedClassesConfigurationResources",
            "reachability-metadata.json", "ReachabilityMetadataResources");

    /** Metadata that an application doesn't want of a library: which jars, and which of their files. */
    record Exclusion(Pattern jar, Pattern file) {

        boolean covers(Path where, String entry) {
            return jar.matcher(where.toString()).find()
                    && file.matcher("/" + entry).find();
        }
    }

    /**
     * Adds what the files say, in the order of their names.
     *
     * @throws IllegalArgumentException when one holds an option or a key that is not known here
     */
    void addTo(OptionNames names) throws IOException {
        try (ZipFile file = new ZipFile(jar.toFile())) {
            List<? extends ZipEntry> entries = file.stream()
                    .filter(entry -> entry.getName().startsWith(PLACE) && !entry.isDirectory())
                    .filter(entry -> exclusions.stream().noneMatch(exclusion -> exclusion.covers(jar, entry.getName())))
                    .sorted(Comparator.comparing(ZipEntry::getName))
                    .toList();
            for (ZipEntry entry : entries) {
                String name = entry.getName();
                String last = name.substring(name.lastIndexOf('/') + 1);
                String origin = "jar:" + jar.toUri() + "!/" + name;
                if (last.equals("native-image.properties")) {
                    Properties properties = new Properties();
                    properties.load(file.getInputStream(entry));
                    add(properties, origin, names);
                } else if (FILES.containsKey(last)) {
                    names.ofBuilder(FILES.get(last), origin, name);
                }
            }
        }
    }

    private static void add(Properties properties, String origin, OptionNames names) {
        for (String key : properties.stringPropertyNames()) {
            switch (key) {
                case "Args" -> {
                    for (String argument : properties.getProperty(key).strip().split("\\s+")) {
                        names.add(argument, origin);
                    }
                }
                case "ImageName" -> {
                    // The application has a name already.
                }
                default -> throw new IllegalArgumentException("the key " + key + " of " + origin + " is not known");
            }
        }
    }
}
