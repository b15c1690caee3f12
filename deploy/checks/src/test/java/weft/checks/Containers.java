package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Images and containers in a store of their own, of which nothing stays: built by buildah, run by podman with runc. No registry is
 * asked: where an image names a base that one would give, a base of this machine's C library stands in.
 */
final class Containers implements AutoCloseable {

    private static final Pattern LIBRARY = Pattern.compile("(/\\S+\\.so\\S*) \\(0x");

    private final Path directory;
    private final List<String> store;
    private final List<String> running = new ArrayList<>();

    Containers(Path directory) {
        this.directory = directory;
        this.store = List.of(
                "--storage-driver",
                "vfs",
                "--root",
                directory.resolve("store").toString(),
                "--runroot",
                directory.resolve("run").toString());
    }

    /** The image of an application that this build has made, of version 1.2.3; returns its id. */
    String imageOf(String application) throws IOException {
        Path stage = directory.resolve(application);
        Tools.Outcome staged = Tools.run("deploy/container/stage", application, stage.toString());
        assertThat(staged.ok()).as(staged.output()).isTrue();
        String base = baseFor(
                List.of(stage.resolve("weft/runtime/bin/java"), stage.resolve("weft/runtime/lib/server/libjvm.so")));
        return build(
                Tools.ROOT.resolve("deploy/container/Containerfile"),
                stage,
                "--build-arg",
                "BASE=" + base,
                "--build-arg",
                "NAME=" + application,
                "--build-arg",
                "VERSION=1.2.3");
    }

    /** Builds an image of a context directory; returns its id. */
    private String build(Path containerfile, Path context, String... arguments) {
        List<String> command = new ArrayList<>(List.of("buildah"));
        command.addAll(store);
        command.addAll(List.of(
                "bud", "--isolation", "chroot", "--format", "docker", "--quiet", "-f", containerfile.toString()));
        command.addAll(List.of(arguments));
        command.add(context.toString());
        return lastLine(succeed(command));
    }

    /** An image with nothing but the C library that a program of this machine needs. */
    private String baseFor(List<Path> programs) throws IOException {
        Path context = Files.createDirectories(directory.resolve("base"));
        for (String library : librariesOf(programs)) {
            Path there = context.resolve("root").resolve(library.substring(1));
            Files.createDirectories(there.getParent());
            Files.copy(Path.of(library).toRealPath(), there, StandardCopyOption.REPLACE_EXISTING);
        }
        Path containerfile = Files.writeString(directory.resolve("Containerfile.base"), "FROM scratch\nCOPY root/ /\n");
        return build(containerfile, context);
    }

    private static TreeSet<String> librariesOf(List<Path> programs) {
        TreeSet<String> libraries = new TreeSet<>();
        for (Path program : programs) {
            Matcher library =
                    LIBRARY.matcher(Tools.run("ldd", program.toString()).output());
            while (library.find()) {
                if (!library.group(1).contains("/runtime/")) {
                    libraries.add(library.group(1));
                }
            }
        }
        assertThat(libraries).anyMatch(name -> name.contains("libc.so")).anyMatch(name -> name.contains("ld-linux"));
        return libraries;
    }

    /** Starts a container as one that must not do anything: nobody's user, nothing writable, no capability. Returns its id. */
    String run(List<String> arguments) {
        List<String> command = podman(
                "--runtime",
                "runc",
                "run",
                "--detach",
                "--read-only",
                "--read-only-tmpfs=false",
                "--tmpfs",
                "/tmp:rw,nosuid,nodev,size=64m",
                "--cap-drop",
                "ALL",
                "--security-opt",
                "no-new-privileges",
                "--network",
                "host",
                "--ulimit",
                "nofile=1024:1024",
                "--ulimit",
                "nproc=1024:1024");
        command.addAll(arguments);
        String id = lastLine(succeed(command));
        running.add(id);
        return id;
    }

    /** The number of the container's first process, as this machine sees it. */
    long pid(String container) {
        return Long.parseLong(lastLine(succeed(podman("inspect", "--format", "{{.State.Pid}}", container))));
    }

    /** Runs the health check that the image has. */
    Tools.Outcome healthCheck(String container) {
        return Tools.run(Tools.ROOT, podman("--runtime", "runc", "healthcheck", "run", container));
    }

    String logs(String container) {
        return Tools.run(Tools.ROOT, podman("logs", container)).output();
    }

    /** What the image's label or setting says, by a Go template. */
    String inspect(String image, String template) {
        return lastLine(succeed(podman("image", "inspect", "--format", template, image)));
    }

    /** The directory in which the image's files can be looked at. */
    Path mounted(String image) {
        return Path.of(lastLine(succeed(podman("image", "mount", image))));
    }

    private List<String> podman(String... arguments) {
        List<String> command = new ArrayList<>(List.of("podman", "--cgroup-manager", "cgroupfs"));
        command.addAll(store);
        command.addAll(List.of(arguments));
        return command;
    }

    private static String succeed(List<String> command) {
        Tools.Outcome outcome = Tools.run(Tools.ROOT, command);
        assertThat(outcome.ok()).as("%s said:%n%s", command, outcome.output()).isTrue();
        return outcome.output();
    }

    private static String lastLine(String output) {
        return output.strip().lines().reduce("", (before, line) -> line);
    }

    @Override
    public void close() {
        running.forEach(id -> succeed(podman("rm", "--force", "--time", "20", id)));
        Tools.run(Tools.ROOT, podman("image", "unmount", "--all"));
        succeed(podman("system", "reset", "--force"));
    }
}
