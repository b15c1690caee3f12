package weft.node.admin;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import weft.auth.store.LocalAdministration;
import weft.node.NodeVersion;
import weft.node.Progress;
import weft.node.StartFailure;
import weft.node.database.DatabaseVisit;
import weft.service.files.UnusableFile;
import weft.service.token.Role;

/**
 * {@code weft admin}: for whoever runs the machine. It works on the database of the node, which may run or not, and starts none of its
 * services. Standard output has results alone, so that they can be passed on.
 */
@Command(
        name = "weft admin",
        description = {
            "Lets people in again who are locked out, whether or not the node is running.",
            "Run it as the user that the node runs as. What it does stands in the node's access log."
        },
        mixinStandardHelpOptions = true,
        versionProvider = NodeVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false)
public final class AdminCommand {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final String ROW = "%-32s  %-15s  %-42s  %s%n";

    private final PrintStream out;
    private final PrintStream err;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            scope = ScopeType.INHERIT,
            description = "Where the node keeps everything. Default: ./data")
    Path data;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Its configuration. Default: weft.yaml in the data directory, where there is one")
    Path config;

    private AdminCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** What is done with the accounts of the node. */
    @FunctionalInterface
    private interface Act {

        void on(LocalAdministration administration, AdminSettings settings) throws SQLException;
    }

    /**
     * Does what the arguments say.
     *
     * @return exit code: 0 when it is done, 1 when it can't be done, 2 for wrong arguments
     */
    public static int run(PrintStream out, PrintStream err, String... arguments) {
        return new CommandLine(new AdminCommand(out, err))
                // A path may begin with @; it is no file of further options.
                .setExpandAtFiles(false)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    err.println(explained(failure));
                    return FAILED;
                })
                .execute(arguments);
    }

    private static String explained(Exception failure) throws Exception {
        return switch (failure) {
            case LocalAdministration.Refused _, StartFailure _, UnusableFile _ -> failure.getMessage();
            case SQLException refused -> "The database refuses: " + refused.getMessage();
            default -> throw failure;
        };
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Shows every account: roles, whether somebody waits for it after wrong passwords.")
    int list() throws SQLException {
        return act((administration, settings) -> {
            out.printf(ROW, "NAME", "ROLES", "STATE", "LAST SIGN-IN");
            administration.accounts(account -> out.printf(
                    ROW,
                    account.username(),
                    account.roles().stream().sorted().map(Role::text).collect(Collectors.joining(" ")),
                    state(account),
                    account.lastSignInAt() == null ? "never" : shown(account.lastSignInAt())));
        });
    }

    @Command(
            name = "unlock",
            mixinStandardHelpOptions = true,
            description = "Forgets the wrong passwords that were given for an account.")
    int unlock(@Parameters(paramLabel = "NAME", description = "The account's name") String name) throws SQLException {
        return act(
                (administration, settings) -> out.println(administration.unlock(name) + " can sign in again at once."));
    }

    @Command(
            name = "reset",
            mixinStandardHelpOptions = true,
            description = "Makes a link by which a password is chosen for an account: good once, for an hour.")
    int reset(@Parameters(paramLabel = "NAME", description = "The account's name") String name) throws SQLException {
        return act((administration, settings) -> {
            LocalAdministration.Made link = administration.resetLink(name);
            err.println("Whoever opens this link chooses the password of "
                    + link.username().orElseThrow() + ", once, until " + shown(link.expiresAt()) + ":");
            out.println(settings.page("reset#" + link.secret()));
            if (settings.publicUrl().isEmpty()) {
                err.println(
                        "Put the address that they know the node by in front of it; weft.http.public-url would say it.");
            }
        });
    }

    @Command(
            name = "setup-token",
            mixinStandardHelpOptions = true,
            description = "Makes a token that makes an operator, also on a node that has some: good once, for an hour.")
    int setUpToken() throws SQLException {
        return act((administration, settings) -> {
            LocalAdministration.Made token = administration.setUpToken();
            err.println("Whoever gives this token at " + settings.page("setup") + " becomes an operator, once, until "
                    + shown(token.expiresAt()) + ":");
            out.println(token.secret());
        });
    }

    private int act(Act act) throws SQLException {
        AdminSettings settings = AdminSettings.read(data, config);
        try (DatabaseVisit visit = settings.places()
                .placing(() -> DatabaseVisit.of(settings.node().db(), settings.data(), new Progress(err)))) {
            act.on(LocalAdministration.over(visit.connection(), settings.keys()), settings);
        }
        return DONE;
    }

    private static String state(LocalAdministration.Listed account) {
        if (account.disabled()) {
            return "disabled";
        }
        return account.lockedUntil() == null ? "" : "somebody waits until " + shown(account.lockedUntil());
    }

    private static String shown(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
