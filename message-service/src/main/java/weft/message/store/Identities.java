package weft.message.store;

import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import weft.lxmf.announce.DeliveryAppData;
import weft.lxmf.delivery.receiving.InboundPolicy.Strangers;
import weft.message.domain.MemberIdentity;
import weft.message.domain.MemberIdentity.Settings;
import weft.message.store.Wakeups.Work;
import weft.message.store.sealing.Sealing;
import weft.message.store.sealing.UnreadableIdentity;
import weft.message.store.sql.Columns;
import weft.message.store.sql.Transaction;
import weft.message.store.sql.UnknownObject;
import weft.reticulum.Address;
import weft.reticulum.destination.DestinationName;
import weft.reticulum.identity.Identity;
import weft.reticulum.identity.PrivateIdentity;
import weft.service.vault.UnreadableSeal;

/** The members' identities. Private keys are sealed and leave this class only as {@link PrivateIdentity}. */
@ApplicationScoped
public class Identities {

    /** Constraint that says an address lives on this node already. */
    public static final String ADDRESS_TAKEN = "identity_address_key";

    /** Announces on demand that one identity may ask for in a minute. */
    public static final int ANNOUNCES_PER_MINUTE = 6;

    /** What is this much later than now is of a time before the clock was set back. */
    private static final Duration WISH_IS_NEW = Duration.ofMinutes(1);

    private static final String KEY_COLUMN = "identity.private_key";
    private static final String COLUMNS = """
            account, id, address, shard, public_key, display_name, stamp_cost, enforce_stamps, enforce_ratchets,
            propagation_node, delivery_limit_kb, strangers, listed, created_at, announced_at, home_router""";

    private final Sealing sealing;
    private final Wakeups wakeups;
    private final Events events;

    public Identities(Sealing sealing, Wakeups wakeups, Events events) {
        this.sealing = sealing;
        this.wakeups = wakeups;
        this.events = events;
    }

    /**
     * Adds an identity, which wants to be announced.
     *
     * @throws Conflict on {@link #ADDRESS_TAKEN}
     */
    public void insert(Transaction transaction, MemberIdentity identity, PrivateIdentity keys) {
        Settings settings = identity.settings();
        transaction.update(
                """
                insert into identity (account, id, identity_hash, address, shard, public_key, sealed_private_key,
                    display_name, created_at, announce_wanted_at, listed)
                values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10)""",
                identity.account(),
                identity.id(),
                identity.keys().hash(),
                identity.address(),
                identity.shard(),
                identity.keys().publicKeySet(),
                sealing.seal(transaction, identity.account(), KEY_COLUMN, identity.id(), keys.privateKeySet()),
                settings.displayName(),
                identity.createdAt(),
                settings.listed());
        wake(transaction, Work.IDENTITIES);
        wake(transaction, Work.ANNOUNCES);
    }

    /**
     * One identity of the account.
     *
     * @throws UnknownObject when the account has none of this id
     */
    public MemberIdentity get(Transaction transaction, UUID account, UUID id) {
        return ask(transaction, account, id).get();
    }

    /** As {@link #get}, but waits when the answer is asked for. */
    public Supplier<MemberIdentity> ask(Transaction transaction, UUID account, UUID id) {
        var found = transaction.ask(
                "select " + COLUMNS + " from identity where account = $1 and id = $2", Identities::read, account, id);
        return () -> found.get().orElseThrow(() -> new UnknownObject("identity"));
    }

    /** Identities with their private keys, by id; {@code unreadable} is told of each that is there and can't be used. */
    public Map<UUID, Signer> signers(
            Transaction transaction,
            Collection<UUID> accounts,
            Collection<UUID> ids,
            BiConsumer<UUID, RuntimeException> unreadable) {
        return transaction
                .listReadable(
                        "select sealed_private_key, " + COLUMNS
                                + " from identity where account = any($1) and id = any($2)",
                        row -> new Signer(read(row), opened(transaction, row.uuid("account"), row.uuid("id"), row)),
                        (row, why) -> unreadable.accept(row.uuid("id"), why),
                        accounts.toArray(UUID[]::new),
                        ids.toArray(UUID[]::new))
                .stream()
                .collect(Collectors.toMap(signer -> signer.identity().id(), signer -> signer));
    }

    /** An identity and what it signs with. */
    public record Signer(MemberIdentity identity, PrivateIdentity keys) {}

    /**
     * Those of some ids that are there, by id.
     *
     * @param unreadable is told of each that is there and can't be read
     */
    public Map<UUID, MemberIdentity> withIds(
            Transaction transaction,
            Collection<UUID> accounts,
            Collection<UUID> ids,
            BiConsumer<UUID, RuntimeException> unreadable) {
        return transaction
                .listReadable(
                        "select " + COLUMNS + " from identity where account = any($1) and id = any($2)",
                        Identities::read,
                        (row, why) -> unreadable.accept(row.uuid("id"), why),
                        accounts.toArray(UUID[]::new),
                        ids.toArray(UUID[]::new))
                .stream()
                .collect(Collectors.toMap(MemberIdentity::id, identity -> identity));
    }

    /** The account's identities in order of making, after the one made at {@code after}. */
    public List<MemberIdentity> list(Transaction transaction, UUID account, Instant after, int limit) {
        return transaction.list("""
                select %s from identity where account = $1 and created_at > $2 order by created_at, id limit $3""".formatted(COLUMNS), Identities::read, account, after, limit);
    }

    /** Those of all members who want to be seen by the others, in order of making, after the one made at {@code after}. */
    public List<Listed> listed(Transaction transaction, Instant after, int limit) {
        return transaction.list(
                """
                select address, display_name, created_at from identity where listed and created_at > $1
                order by created_at, id limit $2""",
                row -> new Listed(row.address("address"), row.text("display_name"), row.instant("created_at")),
                after,
                limit);
    }

    /** What members see of an identity that wants to be seen. */
    public record Listed(Address address, String displayName, Instant createdAt) {}

    /** How many the account has, and will have until this transaction ends: others that add one wait for it. */
    public int count(Transaction transaction, UUID account) {
        transaction.first("select 1 from account where id = $1 for no key update", row -> true, account);
        return transaction
                .first("select count(*)::int as n from identity where account = $1", row -> row.intValue("n"), account)
                .orElse(0);
    }

    /** Who lives at this address, whichever member it is: for delivery inside the node only. */
    public Optional<MemberIdentity> atAddress(Transaction transaction, Address address) {
        return transaction.first("select " + COLUMNS + " from identity where address = $1", Identities::read, address);
    }

    /**
     * Who lives at these addresses, by address.
     *
     * @param unreadable is told of each address where somebody lives who can't be read
     */
    public Map<Address, MemberIdentity> atAddresses(
            Transaction transaction, Collection<Address> addresses, BiConsumer<Address, RuntimeException> unreadable) {
        return transaction
                .listReadable(
                        "select " + COLUMNS + " from identity where address = any($1)",
                        Identities::read,
                        (row, why) -> unreadable.accept(row.address("address"), why),
                        (Object) addresses.stream()
                                .map(address -> Buffer.buffer(address.bytes()))
                                .toArray(Buffer[]::new))
                .stream()
                .collect(Collectors.toMap(MemberIdentity::address, identity -> identity));
    }

    /**
     * Every identity of these shards: what their owner hosts.
     *
     * @param unreadable is told of each that can't be read
     */
    public List<MemberIdentity> inShards(
            Transaction transaction, Collection<Integer> shards, BiConsumer<UUID, RuntimeException> unreadable) {
        return transaction.listReadable(
                "select " + COLUMNS + " from identity where shard = any($1) order by announced_at desc nulls first",
                Identities::read,
                (row, why) -> unreadable.accept(row.uuid("id"), why),
                (Object) shards.stream().map(Integer::shortValue).toArray(Short[]::new));
    }

    /**
     * What the private keys of these identities are read from, in a form that changes when something is repaired. Says nothing
     * of what is sealed.
     */
    public Map<UUID, String> keyMaterial(Transaction transaction, Collection<UUID> ids) {
        record Material(UUID id, String hash) {}
        return transaction
                .list("""
                        select i.id, md5(i.address || i.public_key || i.sealed_private_key || a.wrapped_key) as hash
                        from identity i join account a on a.id = i.account where i.id = any($1)""", row -> new Material(row.uuid("id"), row.text("hash")), (Object) ids.toArray(UUID[]::new))
                .stream()
                .collect(Collectors.toMap(Material::id, Material::hash));
    }

    /** Which of the account's identities have a private key that can't be used. */
    public Set<UUID> unreadable(Transaction transaction, UUID account) {
        Set<UUID> unreadable = new HashSet<>();
        transaction.listReadable(
                "select id, address, public_key, sealed_private_key from identity where account = $1",
                row -> opened(transaction, account, row.uuid("id"), row),
                (row, _) -> unreadable.add(row.uuid("id")),
                account);
        return unreadable;
    }

    private PrivateIdentity opened(Transaction transaction, UUID account, UUID id, Columns row) {
        PrivateIdentity keys;
        try {
            keys = PrivateIdentity.of(
                    sealing.open(transaction, account, KEY_COLUMN, id, row.bytes("sealed_private_key")));
        } catch (UnreadableSeal | IllegalArgumentException damaged) {
            throw new UnreadableIdentity(id, damaged.getMessage());
        }
        // Hosted under another's address it would answer for nobody.
        boolean itsOwn = keys.identity().equals(Identity.of(row.bytes("public_key")))
                && DestinationName.LXMF_DELIVERY
                        .destination(keys.identity().hash())
                        .equals(row.address("address"));
        if (!itsOwn) {
            throw new UnreadableIdentity(id, "it is not that of the public key and the address beside it");
        }
        return keys;
    }

    /**
     * The private key.
     *
     * @throws UnreadableIdentity when what is stored is damaged, or sealed under another node's keys
     */
    public PrivateIdentity keys(Transaction transaction, UUID account, UUID id) {
        return transaction
                .first(
                        "select address, public_key, sealed_private_key from identity where account = $1 and id = $2",
                        row -> opened(transaction, account, id, row),
                        account,
                        id)
                .orElseThrow(() -> new UnknownObject("identity"));
    }

    /** Replaces the settings. Name and cost stand in the announce, so a change of theirs wants one. */
    public void update(Transaction transaction, MemberIdentity before, Settings settings) {
        transaction.update(
                """
                update identity set display_name = $3, stamp_cost = $4, enforce_stamps = $5, enforce_ratchets = $6,
                    propagation_node = $7, delivery_limit_kb = $8, strangers = $9, listed = $10
                where account = $1 and id = $2""",
                before.account(),
                before.id(),
                settings.displayName(),
                settings.stampCost(),
                settings.enforceStamps(),
                settings.enforceRatchets(),
                settings.propagationNode(),
                settings.deliveryLimitKb(),
                settings.strangers(),
                settings.listed());
        boolean announced = settings.displayName().equals(before.settings().displayName())
                && settings.stampCost().equals(before.settings().stampCost());
        wake(transaction, Work.IDENTITIES);
        if (!announced) {
            wantAnnounce(transaction, before);
        }
    }

    /** Deletes the identity with its conversations, messages and keys. */
    public void delete(Transaction transaction, MemberIdentity identity) {
        // The account's lock first, as whoever keeps a message takes it before the identity's.
        events.lock(transaction, identity.account());
        transaction.update("delete from identity where account = $1 and id = $2", identity.account(), identity.id());
        wake(transaction, Work.IDENTITIES);
    }

    /**
     * Counts one request to announce.
     *
     * @return false when the minute's {@value #ANNOUNCES_PER_MINUTE} are used up
     */
    public boolean requestAnnounce(Transaction transaction, MemberIdentity identity, Instant now) {
        int counted = transaction.update(
                """
                update identity set
                    announce_count = case when announce_minute > $3 and announce_minute <= $4
                        then announce_count + 1 else 1 end,
                    announce_minute = case when announce_minute > $3 and announce_minute <= $4
                        then announce_minute else $4 end,
                    announce_wanted_at = $4
                where account = $1 and id = $2 and (announce_minute is null or announce_minute <= $3
                    or announce_minute > $4 or announce_count < $5)""", identity.account(), identity.id(), now.minusSeconds(60), now, ANNOUNCES_PER_MINUTE);
        wake(transaction, Work.ANNOUNCES);
        return counted == 1;
    }

    /** The owner of the shard shall announce this identity. */
    public void wantAnnounce(Transaction transaction, MemberIdentity identity) {
        transaction.update(
                "update identity set announce_wanted_at = now() where account = $1 and id = $2",
                identity.account(),
                identity.id());
        wake(transaction, Work.ANNOUNCES);
    }

    /**
     * An announce left at this time. Wishes up to then are fulfilled, unless it did not say what is true now: a change that
     * came between its making and its leaving is still to be announced. A wish of much later is of before the clock was set back.
     *
     * @param said name and cost that were announced
     */
    public void announced(Transaction transaction, UUID account, UUID id, DeliveryAppData said, Instant at) {
        transaction.update("""
                update identity set announced_at = $3,
                    announce_wanted_at = case when announce_wanted_at > $3 and announce_wanted_at < $6 or display_name is distinct from $4
                        or stamp_cost is distinct from $5 then announce_wanted_at end
                where account = $1 and id = $2""", account, id, at, said.name().orElse(""), said.stampCost(), at.plus(WISH_IS_NEW));
    }

    /**
     * Addresses in these shards that want to be announced, or were announced longer ago than the interval: wishes first. One that
     * was announced in a time that has not come is among them: the clock was set back.
     */
    public List<Address> toAnnounce(
            Transaction transaction, Collection<Integer> shards, Instant now, Duration interval, int limit) {
        return transaction.list(
                """
                select address from identity where shard = any($1)
                    and (announce_wanted_at is not null or announced_at is null or announced_at < $2
                        or announced_at > $4)
                order by announce_wanted_at nulls last, announced_at limit $3""",
                row -> row.address("address"),
                shards.stream().map(Integer::shortValue).toArray(Short[]::new),
                now.minus(interval),
                limit,
                now.plus(WISH_IS_NEW));
    }

    /** Every identity of these shards wants to be announced: the mesh may have forgotten them. */
    public void wantAnnounceOfAll(Transaction transaction, Collection<Integer> shards) {
        transaction.update(
                "update identity set announce_wanted_at = now() where shard = any($1) and announce_wanted_at is null",
                (Object) shards.stream().map(Integer::shortValue).toArray(Short[]::new));
        wake(transaction, Work.ANNOUNCES);
    }

    private void wake(Transaction transaction, Work work) {
        transaction.afterCommit(() -> wakeups.wake(work));
    }

    private static MemberIdentity read(Columns row) {
        return new MemberIdentity(
                row.uuid("account"),
                row.uuid("id"),
                Identity.of(row.bytes("public_key")),
                row.address("address"),
                row.intValue("shard"),
                new Settings(
                        row.text("display_name"),
                        row.optionalInt("stamp_cost"),
                        row.flag("enforce_stamps"),
                        row.flag("enforce_ratchets"),
                        row.optionalAddress("propagation_node"),
                        row.optionalInt("delivery_limit_kb"),
                        row.constant("strangers", Strangers.class),
                        row.flag("listed")),
                row.instant("created_at"),
                row.optionalInstant("announced_at"),
                row.optionalAddress("home_router"));
    }
}
