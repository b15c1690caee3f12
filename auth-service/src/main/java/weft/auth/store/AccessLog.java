package weft.auth.store;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;
import weft.auth.config.AuthConfig;
import weft.service.http.PageRequest;
import weft.service.id.TimeOrderedId;

/**
 * Who tried to get in: a row for each attempt, and for each refused one a line in the log {@code weft.access} that tools
 * such as fail2ban can act on.
 */
@ApplicationScoped
public class AccessLog {

    private static final Logger LOG = Logger.getLogger("weft.access");
    private static final int MAX_USER_AGENT = 200;

    private final Pool pool;
    private final AuthConfig config;

    @Inject
    AccessLog(@ReactiveDataSource("auth") Pool pool, AuthConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** What was tried. */
    public enum Action {
        SIGN_IN("sign-in"),
        PROOF("proof"),
        SET_UP("set-up"),
        INVITE("invite"),
        API_TOKEN("api-token");

        private final String text;

        Action(String text) {
            this.text = text;
        }
    }

    /**
     * An attempt.
     *
     * @param outcome {@code admitted}, or a word for why not
     * @param account whose account it was about, when there is one
     * @param username its name; what was typed is not kept when no account has that name: it may be a password
     */
    public record Attempt(
            UUID id,
            Instant at,
            String action,
            String outcome,
            UUID account,
            String username,
            String source,
            String userAgent) {}

    /** Notes an attempt that was let in. */
    public Uni<Void> admitted(Action action, UUID account, String username, String source, String userAgent) {
        return insert(action, "admitted", account, username, source, userAgent);
    }

    /** Notes a refused attempt; account and username are null when there is none of that name. */
    public Uni<Void> refused(
            Action action, String outcome, UUID account, String username, String source, String userAgent) {
        LOG.warnf(
                "refused action=%s outcome=%s source=%s account=%s",
                action.text,
                outcome,
                source,
                Optional.ofNullable(account).map(UUID::toString).orElse("-"));
        return insert(action, outcome, account, username, source, userAgent);
    }

    /** The page of attempts, newest first, one row more than asked for. */
    public Uni<List<Attempt>> list(PageRequest page) {
        UUID before = page.afterId().orElse(new UUID(-1, -1));
        return pool.preparedQuery("select id, at, action, outcome, account_id, username, source, user_agent"
                        + " from auth.access_attempts where id < $1 order by id desc limit $2")
                .execute(Tuple.of(before, page.limit() + 1))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(AccessLog::attempt)
                        .toList());
    }

    /** Drops what is older than the retention and what is beyond the bound. */
    public Uni<Void> prune() {
        OffsetDateTime old = Instant.now().minus(config.accessLogRetention()).atOffset(ZoneOffset.UTC);
        return pool.preparedQuery("delete from auth.access_attempts where at < $1 or id <="
                        + " (select id from auth.access_attempts order by id desc offset $2 limit 1)")
                .execute(Tuple.of(old, config.accessLogRows()))
                .replaceWithVoid();
    }

    private Uni<Void> insert(
            Action action, String outcome, UUID account, String username, String source, String userAgent) {
        String agent = Optional.ofNullable(userAgent)
                .map(text -> text.substring(0, Math.min(text.length(), MAX_USER_AGENT)))
                .orElse(null);
        return pool.preparedQuery(
                        "insert into auth.access_attempts (id, at, action, outcome, account_id, username, source,"
                                + " user_agent) values ($1, now(), $2, $3, $4, $5, $6, $7)")
                .execute(Tuple.from(
                        Arrays.asList(TimeOrderedId.next(), action.text, outcome, account, username, source, agent)))
                .replaceWithVoid();
    }

    private static Attempt attempt(Row row) {
        return new Attempt(
                row.getUUID("id"),
                row.getOffsetDateTime("at").toInstant(),
                row.getString("action"),
                row.getString("outcome"),
                row.getUUID("account_id"),
                row.getString("username"),
                row.getString("source"),
                row.getString("user_agent"));
    }
}
