package weft.nativecheck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReflectionMetadataTest {

    private static final String PLACE = "META-INF/native-image/weft/library/";

    @TempDir
    private Path directory;

    @Test
    void aClassIsShownAsFarAsItsEntrySays() throws IOException {
        ReflectionMetadata metadata = metadata(Map.of(
                PLACE + "reflect-config.json",
                "[{\"name\": \"a.Whole\", \"allDeclaredMethods\": true, \"allDeclaredFields\": true},"
                        + " {\"name\": \"a.Made\", \"methods\": [{\"name\": \"<init>\", \"parameterTypes\": []}]}]",
                PLACE + "reachability-metadata.json",
                "{\"reflection\": [{\"type\": \"a.Named\"}]}"));
        assertThat(metadata.shows("a.Whole", "getDeclaredMethods")).isTrue();
        assertThat(metadata.shows("a.Whole", "getDeclaredField")).isTrue();
        assertThat(metadata.shows("a.Whole", "getDeclaredConstructors")).isFalse();
        assertThat(metadata.shows("a.Made", "getConstructor")).isTrue();
        assertThat(metadata.shows("a.Made", "getMethods")).isFalse();
        assertThat(metadata.shows("a.Named", "forName")).isTrue();
        assertThat(metadata.shows("a.Named", "getConstructor")).isFalse();
        assertThat(metadata.shows("a.Absent", "forName")).isFalse();
    }

    @Test
    void aServiceIsListedWhereTheFileThatNamesItIsInTheImage() throws IOException {
        ReflectionMetadata metadata = metadata(Map.of(
                "META-INF/services/a.Listed",
                "# why\na.Implementation # and what\n",
                "META-INF/services/a.Globbed",
                "a.Other\n",
                "META-INF/services/a.Absent",
                "a.Forgotten\n",
                PLACE + "resource-config.json",
                "{\"resources\": {\"includes\": [{\"pattern\": \"\\\\QMETA-INF/services/a.Listed\\\\E\"}]}}",
                PLACE + "reachability-metadata.json",
                "{\"resources\": [{\"glob\": \"META-INF/services/*.Globbed\"}]}"));
        assertThat(metadata.listsService("a.Implementation")).isTrue();
        assertThat(metadata.listsService("a.Other")).isTrue();
        assertThat(metadata.listsService("a.Forgotten")).isFalse();
        assertThat(metadata.listsService("a.Nobody")).isFalse();
    }

    @Test
    void aFileOfTheJarsIsLackedWhereNoPatternNamesIt() throws IOException {
        ReflectionMetadata metadata = metadata(Map.of(
                "lists/passwords.txt",
                "",
                "lists/de/words.txt",
                "",
                "forgotten.txt",
                "",
                PLACE + "reachability-metadata.json",
                "{\"resources\": [{\"glob\": \"lists/**\"}]}"));
        assertThat(metadata.lacks("lists/passwords.txt")).isFalse();
        assertThat(metadata.lacks("lists/de/words.txt")).isFalse();
        assertThat(metadata.lacks("forgotten.txt")).isTrue();
        assertThat(metadata.lacks("nowhere.txt")).isFalse();
    }

    private ReflectionMetadata metadata(Map<String, String> files) throws IOException {
        Path jar = directory.resolve("library.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                out.putNextEntry(new JarEntry(file.getKey()));
                out.write(file.getValue().getBytes(UTF_8));
            }
        }
        return ReflectionMetadata.of(List.of(jar));
    }
}
