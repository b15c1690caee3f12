package weft.message.hosting;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import weft.message.config.MessageSettings;
import weft.message.domain.MemberIdentity;
import weft.message.hosting.endpoint.HostedEndpoints;
import weft.message.hosting.endpoint.MemberEndpoint;
import weft.message.store.Identities;
import weft.message.store.sql.Database;
import weft.message.store.sql.StoreUnavailable;
import weft.reticulum.Address;
import weft.service.quarantine.Quarantine;
import weft.service.quarantine.Quarantines;

/**
 * Announces hosted identities: on demand, when they are new or changed, and when the last time is longer ago than the interval;
 * not at a start before that. One at a time, a second and a little apart, because hubs hold bursts back.
 */
@ApplicationScoped
public class Announcer {

    /** One own announce in this time. */
    static final Duration SPACING = Duration.ofMillis(1_000);

    /** Given again after this time when the mesh did not take it. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private static final int LOOK_AT = 1_000;

    private final Database database;
    private final Ownership ownership;
    private final Identities identities;
    private final HostedEndpoints endpoints;
    private final EndpointActions actions;
    private final Quarantine<UUID> unusable;
    private final Duration interval;
    private final Map<Address, Long> given = new HashMap<>();
    private long lastGiven = System.nanoTime() - SPACING.toNanos();

    Announcer(
            Database database,
            Ownership ownership,
            Identities identities,
            HostedEndpoints endpoints,
            EndpointActions actions,
            Quarantines quarantines,
            MessageSettings config) {
        this.database = database;
        this.ownership = ownership;
        this.identities = identities;
        this.endpoints = endpoints;
        this.actions = actions;
        this.unusable = quarantines.of("announcer");
        this.interval = config.announceInterval();
    }

    /** Announces the next identity, if one is due and the last announce is long enough ago. Called by one thread. */
    boolean round() {
        Map<Integer, Long> held = ownership.held();
        long now = System.nanoTime();
        if (held.isEmpty() || now - lastGiven < SPACING.toNanos()) {
            return false;
        }
        next(held, now).ifPresent(endpoint -> {
            try {
                asStored(endpoint).ifPresent(identity -> {
                    given.put(identity.address(), now);
                    lastGiven = now;
                    endpoints.handle(identity.address(), actions.announce(identity, Optional.empty()));
                });
                unusable.used(endpoint.identity().id());
            } catch (StoreUnavailable away) {
                throw away;
            } catch (RuntimeException damaged) {
                unusable.failed(endpoint.identity().id(), damaged);
            }
        });
        return false;
    }

    /** Announces every hosted identity again, one after the other. */
    public void announceAll() {
        Map<Integer, Long> held = ownership.held();
        if (!held.isEmpty()) {
            database.perform(transaction -> identities.wantAnnounceOfAll(transaction, held.keySet()));
        }
    }

    /** Its endpoint's host may not have seen yet the change that is to be announced. */
    private Optional<MemberIdentity> asStored(MemberEndpoint endpoint) {
        return database.transact(transaction -> identities.atAddress(transaction, endpoint.address()));
    }

    /** Whoever waits longest since it was given last: what the mesh does not take must not keep the others waiting. */
    private Optional<MemberEndpoint> next(Map<Integer, Long> held, long now) {
        List<Address> due = database.transact(
                transaction -> identities.toAnnounce(transaction, held.keySet(), Instant.now(), interval, LOOK_AT));
        given.keySet().retainAll(Set.copyOf(due));
        return due.stream()
                .filter(address -> !given.containsKey(address) || now - given.get(address) > AGAIN.toNanos())
                .flatMap(address -> endpoints.member(address).stream())
                .filter(endpoint -> !unusable.rests(endpoint.identity().id()))
                .min(Comparator.comparingLong(endpoint ->
                        given.containsKey(endpoint.address()) ? given.get(endpoint.address()) - now : Long.MIN_VALUE));
    }
}
