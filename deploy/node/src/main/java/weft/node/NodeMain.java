package weft.node;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.PrintWriter;
import java.util.Arrays;
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
            // What a start that is told to end fails with is nobody's fault.
            if (!AtExit.begun()) {
                System.err.println(e.getMessage());
            }
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
        Ending ending = Ending.of(preparation);
        preparation.database().watch(() -> ending.exit(DATABASE_LOST));
        progress.step("starting the services");
        NodeApplication.begins(progress, preparation, ending);
        try {
            runServices(progress, ending);
        } catch (IllegalStateException e) {
            // The server can't begin in an end that has begun.
            if (!ending.begun()) {
                throw e;
            }
            ending.servicesEnded();
        }
    }

    private static void runServices(Progress progress, Ending ending) {
        Quarkus.run(NodeApplication.class, (code, failure) -> {
            if (failure != null && !ending.begun()) {
                progress.say("The node could not start: " + FirstCause.of(failure));
            }
            ending.servicesEnded();
            System.exit(failure != null && code == 0 ? FAILED : code);
        });
    }
}
