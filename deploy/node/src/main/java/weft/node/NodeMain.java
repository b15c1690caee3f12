package weft.node;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import weft.node.admin.AdminCommand;
import weft.service.files.UnusableFile;

/** Starts the node, or does what {@code weft admin} is told. A start prepares what the services need, starts them, and ends everything in the reverse order. */
@QuarkusMain
public final class NodeMain {

    private static final int WRONG_USAGE = 2;
    private static final int FAILED = 1;
    private static final int DATABASE_LOST = 3;

    /** Longest for the services to end: 5 s for requests under way, 20 s for a young uplink, and what they need for themselves. */
    private static final int SERVICES_END_SECONDS = 28;

    private static final String ADMIN = "admin";

    private NodeMain() {}

    /**
     * Runs until the process is told to end. Exit code 0 after that, 1 when the start failed, 2 for wrong options, 3 when the node's own
     * database did not stay up.
     */
    public static void main(String... arguments) {
        if (Boolean.getBoolean("quarkus.appcds.generate")) {
            Quarkus.run(arguments);
            return;
        }
        if (arguments.length > 0 && arguments[0].equals(ADMIN)) {
            System.exit(AdminCommand.run(System.out, System.err, Arrays.copyOfRange(arguments, 1, arguments.length)));
        }
        NodeOptions options = new NodeOptions();
        // A path may begin with @; it is no file of further options.
        CommandLine command = new CommandLine(options).setExpandAtFiles(false);
        try {
            command.parseArgs(withoutCommand(arguments));
        } catch (ParameterException e) {
            System.err.println(e.getMessage());
            command.usage(new PrintWriter(System.err, true));
            System.exit(WRONG_USAGE);
        }
        if (CommandLine.printHelpIfRequested(command.getParseResult())) {
            return;
        }
        try {
            run(options);
        } catch (StartFailure | UnusableFile e) {
            System.err.println(e.getMessage());
            System.exit(FAILED);
        }
    }

    /** The launcher's word for what this program does may stand first. */
    private static String[] withoutCommand(String... arguments) {
        boolean named = arguments.length > 0 && arguments[0].equals("start");
        return named ? Arrays.copyOfRange(arguments, 1, arguments.length) : arguments;
    }

    private static void run(NodeOptions options) {
        Progress progress = new Progress(System.out);
        Preparation preparation = Preparation.of(options, progress);
        CountDownLatch servicesEnded = new CountDownLatch(1);
        // The JVM waits for its hooks, not for this thread: the database is ended here, after the services.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(servicesEnded, preparation), "weft-end"));
        preparation.database().watch(() -> System.exit(DATABASE_LOST));
        progress.step("starting the services");
        NodeApplication.begins(progress, preparation);
        Quarkus.run(NodeApplication.class, (code, failure) -> {
            if (failure != null) {
                progress.say("The node could not start: " + FirstCause.of(failure));
            }
            servicesEnded.countDown();
            System.exit(failure != null && code == 0 ? FAILED : code);
        });
    }

    private static void end(CountDownLatch servicesEnded, Preparation preparation) {
        preparation.database().prepareClose();
        try {
            servicesEnded.await(SERVICES_END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        preparation.close();
    }
}
