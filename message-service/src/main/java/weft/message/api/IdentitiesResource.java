package weft.message.api;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.openapitools.jackson.nullable.JsonNullable;
import weft.lxmf.delivery.receiving.InboundPolicy.Strangers;
import weft.message.api.Documents.IdentityChange;
import weft.message.api.Documents.NewIdentity;
import weft.message.api.json.Choices;
import weft.message.api.json.HexText;
import weft.message.api.json.RequestReader;
import weft.message.config.MessageSettings;
import weft.message.delivery.RuleBroken;
import weft.message.domain.MemberIdentity;
import weft.message.domain.MemberIdentity.Settings;
import weft.message.store.Identities;
import weft.message.store.KnownDestinations;
import weft.message.store.sql.Database;
import weft.message.store.sql.Transaction;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.identity.PrivateIdentity;
import weft.service.config.LimitSettings;
import weft.service.http.Page;
import weft.service.http.PageRequest;
import weft.service.id.TimeOrderedId;
import weft.service.problem.Problem;
import weft.service.token.CurrentCaller;
import weft.service.token.MessagePermission;

/** A member's mesh identities. */
@Path("/api/v1/identities")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class IdentitiesResource {

    private static final String DEFAULT_NAME = "Anonymous Peer";

    private final SecureRandom random = new SecureRandom();
    private final CurrentCaller caller;
    private final Database database;
    private final Identities identities;
    private final KnownDestinations destinations;
    private final IdempotentWrites writes;
    private final RequestReader requests;
    private final LimitSettings limits;
    private final MessageSettings config;

    IdentitiesResource(
            CurrentCaller caller,
            Database database,
            Identities identities,
            KnownDestinations destinations,
            IdempotentWrites writes,
            RequestReader requests,
            LimitSettings limits,
            MessageSettings config) {
        this.caller = caller;
        this.database = database;
        this.identities = identities;
        this.destinations = destinations;
        this.writes = writes;
        this.requests = requests;
        this.limits = limits;
        this.config = config;
    }

    @GET
    @PermissionsAllowed(value = "identities:read", permission = MessagePermission.class)
    public Page<IdentityView> list(@RestQuery String limit, @RestQuery String cursor) {
        PageRequest page = PageRequest.of(limit, cursor);
        long after = RequestTarget.sequence(page, 0);
        return database.transact(transaction -> {
            List<MemberIdentity> rows = identities.list(
                    transaction, account(), Instant.EPOCH.plus(after, ChronoUnit.MICROS), page.limit() + 1);
            Set<UUID> unreadable = identities.unreadable(transaction, account());
            return Page.of(rows, page, row -> Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, row.createdAt())))
                    .map(row -> IdentityView.of(row, unreadable));
        });
    }

    /**
     * {@code {displayName?, privateKey?, listed?}}: makes one, or takes over the 64 bytes of an identity file, as hexadecimal, base32 or
     * base64. 409 when it lives on this node already.
     */
    @POST
    @PermissionsAllowed(value = "identities:write", permission = MessagePermission.class)
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = Documents.NewIdentity.class)))
    @APIResponse(
            responseCode = "201",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = IdentityView.class)))
    public Response create(byte[] body, @HeaderParam("Idempotency-Key") String key) {
        NewIdentity wanted = requests.small(body, NewIdentity.class);
        String name = Objects.requireNonNullElse(wanted.displayName(), DEFAULT_NAME);
        boolean listed = Boolean.TRUE.equals(wanted.listed());
        PrivateIdentity keys = Optional.ofNullable(wanted.privateKey())
                .map(PrivateKeyText::read)
                .orElseGet(() -> PrivateIdentity.generate(random::nextBytes));
        return writes.once(account(), key, "POST /identities", body, 201, transaction -> {
            checkCount(transaction);
            MemberIdentity identity = identity(account(), keys, name, listed);
            identities.insert(transaction, identity, keys);
            return IdentityView.of(identity);
        });
    }

    @GET
    @Path("/{id}")
    @PermissionsAllowed(value = "identities:read", permission = MessagePermission.class)
    public IdentityView get(@RestPath String id) {
        UUID identity = RequestTarget.id(id);
        return database.transact(transaction -> view(transaction, identity));
    }

    /** Who of all members is here and wants to be seen, oldest first; one's own are among them. */
    @GET
    @Path("/{id}/neighbours")
    @PermissionsAllowed(value = "identities:read", permission = MessagePermission.class)
    public Page<Neighbour> neighbours(@RestPath String id, @RestQuery String limit, @RestQuery String cursor) {
        UUID identity = RequestTarget.id(id);
        PageRequest page = PageRequest.of(limit, cursor);
        long after = RequestTarget.sequence(page, 0);
        return database.transact(transaction -> {
            identities.get(transaction, account(), identity);
            List<Identities.Listed> rows =
                    identities.listed(transaction, Instant.EPOCH.plus(after, ChronoUnit.MICROS), page.limit() + 1);
            return Page.of(rows, page, row -> Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, row.createdAt())))
                    .map(row -> new Neighbour(row.address().toString(), row.displayName()));
        });
    }

    /** An identity of this node that wants to be seen by its members. */
    public record Neighbour(String address, String name) {}

    /** Changes settings: absent members stay, null means the default. */
    @PATCH
    @Path("/{id}")
    @PermissionsAllowed(value = "identities:write", permission = MessagePermission.class)
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = "application/json",
                            schema = @Schema(implementation = Documents.IdentityChange.class)))
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = IdentityView.class)))
    public Response change(@RestPath String id, byte[] body, @HeaderParam("Idempotency-Key") String key) {
        UUID identity = RequestTarget.id(id);
        IdentityChange change = requests.small(body, IdentityChange.class);
        return writes.once(account(), key, "PATCH /identities/" + identity, body, 200, transaction -> {
            MemberIdentity before = identities.get(transaction, account(), identity);
            Settings wanted = patched(before.settings(), change);
            wanted.propagationNode()
                    .filter(_ -> change.propagationNode().isPresent())
                    .flatMap(node -> destinations.addressOf(transaction, DestinationName.LXMF_PROPAGATION, node))
                    .ifPresent(address -> {
                        throw RuleBroken.identityGiven("propagationNode", address);
                    });
            identities.update(transaction, before, wanted);
            return view(transaction, identity);
        });
    }

    private IdentityView view(Transaction transaction, UUID identity) {
        return IdentityView.of(
                identities.get(transaction, account(), identity), identities.unreadable(transaction, account()));
    }

    @DELETE
    @Path("/{id}")
    @PermissionsAllowed(value = "identities:write", permission = MessagePermission.class)
    @APIResponse(responseCode = "204", description = "Deleted")
    public Response delete(@RestPath String id, @HeaderParam("Idempotency-Key") String key) {
        UUID identity = RequestTarget.id(id);
        return writes.once(account(), key, "DELETE /identities/" + identity, null, 204, transaction -> {
            identities.delete(transaction, identities.get(transaction, account(), identity));
            return null;
        });
    }

    /** Announces the identity to the mesh now. */
    @POST
    @Path("/{id}/announce")
    @Consumes(MediaType.WILDCARD)
    @PermissionsAllowed(value = "identities:write", permission = MessagePermission.class)
    @APIResponse(responseCode = "202", description = "On its way")
    public Response announce(@RestPath String id, @HeaderParam("Idempotency-Key") String key) {
        UUID identity = RequestTarget.id(id);
        return writes.once(account(), key, "POST /identities/" + identity + "/announce", null, 202, transaction -> {
            if (!identities.requestAnnounce(
                    transaction, identities.get(transaction, account(), identity), Instant.now())) {
                throw Problem.tooMany(
                                "too-many-announces",
                                "An identity may be announced " + Identities.ANNOUNCES_PER_MINUTE + " times a minute",
                                Duration.ofMinutes(1))
                        .with("limit", Identities.ANNOUNCES_PER_MINUTE)
                        .exception();
            }
            return null;
        });
    }

    private UUID account() {
        return caller.get().accountId();
    }

    private void checkCount(Transaction transaction) {
        if (identities.count(transaction, account()) >= config.identitiesPerAccount()) {
            throw Problem.ruleBroken(
                            null,
                            "too-many-identities",
                            "You may have " + config.identitiesPerAccount() + " identities.")
                    .with("limit", config.identitiesPerAccount())
                    .exception();
        }
    }

    private static MemberIdentity identity(UUID account, PrivateIdentity keys, String name, boolean listed) {
        var address = DestinationName.LXMF_DELIVERY.destination(keys.identity().hash());
        return new MemberIdentity(
                account,
                TimeOrderedId.next(),
                keys.identity(),
                address,
                MemberIdentity.shardOf(address),
                Settings.named(name).withListed(listed),
                Instant.now().truncatedTo(ChronoUnit.MICROS),
                Optional.empty(),
                Optional.empty());
    }

    private Settings patched(Settings now, IdentityChange wanted) {
        return new Settings(
                changed(wanted.displayName(), now.displayName(), DEFAULT_NAME),
                wanted.stampCost().isPresent() ? number(wanted.stampCost().get()) : now.stampCost(),
                changed(wanted.enforceStamps(), now.enforceStamps(), false),
                changed(wanted.enforceRatchets(), now.enforceRatchets(), false),
                wanted.propagationNode().isPresent()
                        ? Optional.ofNullable(wanted.propagationNode().get()).map(HexText::address)
                        : now.propagationNode(),
                wanted.deliveryLimitKb().isPresent()
                        ? number(deliveryLimit(wanted.deliveryLimitKb().get()))
                        : now.deliveryLimitKb(),
                wanted.strangers().isPresent()
                        ? Optional.ofNullable(wanted.strangers().get())
                                .flatMap(text -> Choices.find(text, Strangers.class))
                                .orElse(Strangers.ALLOW)
                        : now.strangers(),
                changed(wanted.listed(), now.listed(), false));
    }

    /** Null means the default. */
    private static <T> T changed(JsonNullable<T> wanted, T now, T byDefault) {
        return wanted.isPresent() ? Objects.requireNonNullElse(wanted.get(), byDefault) : now;
    }

    /** The bound is in the configuration, where no constraint can look. */
    private BigInteger deliveryLimit(BigInteger wanted) {
        int max = limits.deliveryKb();
        if (wanted != null && (wanted.signum() <= 0 || wanted.compareTo(BigInteger.valueOf(max)) > 0)) {
            throw Problem.ruleBroken("deliveryLimitKb", "range", "deliveryLimitKb is from 1 to " + max + ".")
                    .with("min", 1)
                    .with("max", max)
                    .exception();
        }
        return wanted;
    }

    private static OptionalInt number(BigInteger value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value.intValueExact());
    }
}
