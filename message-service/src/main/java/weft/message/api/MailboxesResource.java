package weft.message.api;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestQuery;
import weft.message.config.MessageSettings;
import weft.message.store.MemberUsage;
import weft.message.store.sql.Database;
import weft.service.http.Page;
import weft.service.problem.Problem;
import weft.service.token.MessagePermission;

/**
 * What members have here, for operators: who they are on the mesh, which everybody there hears anyway, and how much room they take.
 * Never what they wrote, or with whom.
 */
@Path("/api/v1/mailboxes")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class MailboxesResource {

    /** Accounts that one answer is about: as many ids as fit into an address. */
    static final int MOST = 100;

    private final Database database;
    private final MemberUsage usage;
    private final MessageSettings config;

    MailboxesResource(Database database, MemberUsage usage, MessageSettings config) {
        this.database = database;
        this.usage = usage;
        this.config = config;
    }

    /**
     * What one member has.
     *
     * @param identities the first {@value weft.message.store.MemberUsage#SHOWN} of them, oldest first
     * @param identityCount of all of them
     * @param bytes that the messages take
     * @param bytesMost that they may take
     */
    public record MailboxView(
            UUID account,
            List<IdentityName> identities,
            int identityCount,
            long messages,
            long bytes,
            long bytesMost) {}

    /** How an identity is called, and its address. */
    public record IdentityName(String address, String name) {}

    /**
     * Those of the accounts that have anything here, in one answer. It is whole or a failure: what an account has is never left out
     * because it isn't known.
     *
     * @param accounts their ids with commas between them, at most {@value #MOST}
     */
    @GET
    @PermissionsAllowed(value = "accounts:read", permission = MessagePermission.class)
    @Operation(
            description = "An account that is not among the items has nothing here: no address, and no messages. "
                    + "What isn't known is never left out: the answer is then an error as a whole.")
    public Page<MailboxView> of(@RestQuery String accounts) {
        Set<UUID> wanted = ids(accounts);
        List<MemberUsage.Holding> found = database.transact(transaction -> usage.of(transaction, wanted));
        return new Page<>(found.stream().map(this::view).toList(), null);
    }

    private MailboxView view(MemberUsage.Holding held) {
        return new MailboxView(
                held.account(),
                held.identities().stream()
                        .map(identity -> new IdentityName(identity.address().toString(), identity.displayName()))
                        .toList(),
                held.identityCount(),
                held.messages(),
                held.bytes(),
                held.byteQuota().orElse(config.bytesPerAccount()));
    }

    private static Set<UUID> ids(String text) {
        if (text == null || text.isEmpty()) {
            return Set.of();
        }
        String[] parts = text.split(",", MOST + 1);
        if (parts.length > MOST) {
            throw Problem.malformed("accounts", "accounts names at most " + MOST + " accounts.")
                    .exception();
        }
        try {
            Set<UUID> ids = new LinkedHashSet<>();
            Arrays.stream(parts).map(UUID::fromString).forEach(ids::add);
            return ids;
        } catch (IllegalArgumentException e) {
            throw Problem.malformed("accounts", "accounts is ids of accounts with commas between them.")
                    .exception();
        }
    }
}
