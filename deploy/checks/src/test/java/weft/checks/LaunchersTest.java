package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A process whose heap is full answers nobody and holds its ports, so every way in which a node is started says that it ends then;
 * whoever watches over it starts it again.
 */
class LaunchersTest {

    private static final String OPTION = "-XX:+ExitOnOutOfMemoryError";

    /** What most of them read their options from. */
    private static final String SHARED = "java.options";

    /** What starts a program of ours: java with a jar, a package of jpackage's, an image. */
    private static final Pattern STARTS = Pattern.compile("(?m)(?<![\\w-])-jar[\"', ]|--main-jar |^ENTRYPOINT ");

    /** The native check reads what a builder of images is started with, and starts nothing of ours. */
    private static final Pattern NO_LAUNCHER =
            Pattern.compile(".*\\.md|(.*/)?src/test/.*|mvnw.*|deploy/native-check/.*");

    @Test
    void everyLauncherEndsANodeWhoseHeapIsFull() throws IOException {
        boolean shared = text(Tools.ROOT.resolve("deploy/distribution/src/main/shipped/" + SHARED))
                .contains("\n" + OPTION + "\n");
        TreeSet<String> launchers = new TreeSet<>();
        TreeSet<String> without = new TreeSet<>();
        for (String name : tracked()) {
            String text = text(Tools.ROOT.resolve(name));
            if (!NO_LAUNCHER.matcher(name).matches() && STARTS.matcher(text).find()) {
                launchers.add(name);
                if (!text.contains(OPTION) && !(shared && text.contains(SHARED))) {
                    without.add(name);
                }
            }
        }
        assertThat(without).isEmpty();
        // The start script, the packages' and archives' command, both images, the installers, the recording, the tests'
        // node.
        assertThat(launchers)
                .contains(
                        "weft",
                        "deploy/distribution/src/main/shipped/bin/weft",
                        "deploy/container/Containerfile",
                        "deploy/container/Containerfile.native",
                        ".github/release/installer",
                        "deploy/node/record",
                        "interop/harness/src/main/java/weft/interop/WeftNode.java");
    }

    private static List<String> tracked() {
        Tools.Outcome listed =
                Tools.run("git", "-c", "core.quotePath=off", "ls-files", "--cached", "--others", "--exclude-standard");
        assertThat(listed.ok()).as(listed.output()).isTrue();
        return listed.output().lines().toList();
    }

    private static String text(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return "";
        }
        try {
            return Files.readString(file);
        } catch (MalformedInputException notText) {
            return "";
        }
    }
}
