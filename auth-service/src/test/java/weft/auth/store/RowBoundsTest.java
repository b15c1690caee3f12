package weft.auth.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weft.auth.config.AuthSettings;
import weft.auth.domain.OpaqueToken;
import weft.auth.store.sql.Statements;
import weft.service.http.PageRequest;
import weft.service.test.TestDatabase;

/** The tables that strangers, members and time can fill, filled past their bounds. */
@QuarkusTest
@QuarkusTestResource(TestDatabase.class)
class RowBoundsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    ThrottleStore throttles;

    @Inject
    Housekeeping housekeeping;

    @Inject
    AccessLog accessLog;

    @Inject
    AuthSettings config;

    @Inject
    Statements statements;

    @Inject
    @ReactiveDataSource("auth")
    Pool pool;

    @AfterEach
    void empty() {
        run("delete from auth.throttles where key like 'filler%'::bytea");
        run("delete from auth.accounts where username = 'filler'");
        run("delete from auth.access_attempts where source = 'filler'");
        run("delete from auth.audit_outbox where detail = 'filler'");
        run("delete from auth.invites where code_hash like 'filler%'::bytea");
        run("delete from auth.ended_sessions where reason = 'filler'");
        run("delete from auth.idempotency where key_hash like 'filler%'::bytea");
    }

    @Test
    void pastTheBoundCountersThatBlockNobodyGoBeforeBlocks() {
        run("insert into auth.throttles (kind, key, failures, blocks, blocked_until, updated_at)"
                + " values ('PAIR', 'filler block', 0, 1, now() + interval '15 min', now() - interval '1 hour'),"
                + " ('PAIR', 'filler nearly', 4, 0, 'epoch', now() - interval '1 hour')");
        fill("0, 'epoch'", ThrottleStore.ROWS + 10);
        MeterRegistry metrics = new SimpleMeterRegistry();

        await(new ThrottleStore(statements, metrics).prune());

        assertThat(rows("auth.throttles")).isEqualTo(ThrottleStore.ROWS);
        assertThat(rows("auth.throttles where key in ('filler block', 'filler nearly')"))
                .isEqualTo(2);
        assertThat(metrics.get("weft_auth_throttles_forgotten").counter().count())
                .isGreaterThanOrEqualTo(12);
        assertThat(metrics.get("weft_auth_throttles").gauge().value()).isEqualTo(ThrottleStore.ROWS);
    }

    @Test
    void whenEveryRowBlocksTheBlocksOfNamesThatNoAccountHasGoBeforeThoseOfAccounts() {
        run("insert into auth.accounts (id, username, username_key, roles, created_at)"
                + " values (gen_random_uuid(), 'filler', 'filler', 'member', now())");
        String real = HexFormat.of().formatHex(OpaqueToken.of("account filler").hash());
        run("insert into auth.throttles (kind, key, failures, blocks, blocked_until, updated_at, account_key) values"
                + " ('PAIR', 'filler real', 0, 1, now() + interval '15 min', now() - interval '1 hour', '\\x" + real
                + "'::bytea)");
        fill("2, now() + interval '1 hour'", ThrottleStore.ROWS + 10);

        await(housekeeping.sweep());

        assertThat(rows("auth.throttles")).isEqualTo(ThrottleStore.ROWS);
        assertThat(rows("auth.throttles where key = 'filler real'")).isOne();
    }

    @Test
    void aThousandRefusalsFromOneNetworkAreARowAndAHundredLines() {
        AtomicInteger lines = new AtomicInteger();
        Handler counting = new ExtHandler() {
            @Override
            protected void doPublish(ExtLogRecord line) {
                lines.incrementAndGet();
            }
        };
        Logger log = LogContext.getLogContext().getLogger("weft.access");
        log.addHandler(counting);
        for (int i = 0; i < 1_000; i++) {
            await(accessLog.refused(AccessLog.Action.API_TOKEN, "filled", null, "198.18.0." + i % 256, "filler"));
        }
        log.removeHandler(counting);

        List<AccessLog.Attempts> rows = await(accessLog.list(PageRequest.of("200", null))).stream()
                .filter(row -> row.outcome().equals("filled"))
                .toList();
        run("delete from auth.access_attempts where outcome = 'filled'");
        // Two when an hour ends meanwhile.
        assertThat(rows).hasSizeBetween(1, 2);
        assertThat(rows.stream().mapToLong(AccessLog.Attempts::count).sum()).isEqualTo(1_000);
        assertThat(lines.get()).isBetween(AccessLog.LINES, 2 * AccessLog.LINES + 1);
    }

    @Test
    void refusalsPastTheirBoundAreDeletedOldestFirstAndDisplaceNothingThatWasLetIn() {
        int bound = config.accessLogRefusals();
        run("insert into auth.access_attempts (id, at, last_at, action, outcome, source)"
                + " select ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, now(), now(), 'sign-in',"
                + " case i when 2 then 'admitted' else 'filled' end, 'filler' from generate_series(1, " + (bound + 10)
                + ") i");

        await(housekeeping.sweep());

        assertThat(rows("auth.access_attempts where outcome <> 'admitted'")).isEqualTo(bound);
        assertThat(rows("auth.access_attempts where id = '00000000-0000-7000-8000-000000000001'"))
                .isZero();
        assertThat(rows("auth.access_attempts where id = '00000000-0000-7000-8000-000000000002'"))
                .isOne();
    }

    @Test
    void attemptsThatWereLetInHaveABoundOfTheirOwn() {
        int bound = config.accessLogRows();
        run("insert into auth.access_attempts (id, at, last_at, action, outcome, source)"
                + " select ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, now(), now(), 'sign-in',"
                + " case i when 2 then 'filled' else 'admitted' end, 'filler' from generate_series(1, " + (bound + 10)
                + ") i");

        await(housekeeping.sweep());

        assertThat(rows("auth.access_attempts where outcome = 'admitted'")).isEqualTo(bound);
        assertThat(rows("auth.access_attempts where id = '00000000-0000-7000-8000-000000000001'"))
                .isZero();
        assertThat(rows("auth.access_attempts where id = '00000000-0000-7000-8000-000000000002'"))
                .isOne();
    }

    @Test
    void whySessionsEndedIsKeptForAMonthAndInItsBoundTheNewestFirst() {
        run("insert into auth.ended_sessions select ('filler' || i)::bytea, 'filler', now() - i * interval '1 second'"
                + " from generate_series(1, " + (Retention.ROWS + 10) + ") i");
        run("insert into auth.ended_sessions values ('filler old', 'filler', now() - interval '31 days')");

        await(housekeeping.sweep());

        assertThat(rows("auth.ended_sessions")).isEqualTo(Retention.ROWS);
        assertThat(rows("auth.ended_sessions where reference_hash = 'filler1'")).isOne();
        assertThat(rows("auth.ended_sessions where reference_hash = 'filler old'"))
                .isZero();
    }

    /** The clock was set back by a day: a block of a quarter of an hour would be one of a day. */
    @Test
    void whatIsOfATimeThatHasNotComeGetsTheTimeItHadLeftFromNow() {
        run("insert into auth.throttles (kind, key, blocked_until, updated_at) values ('PAIR', 'filler ahead',"
                + " now() + interval '1 day 15 minutes', now() + interval '1 day')");
        run("insert into auth.accounts (id, username, username_key, roles, created_at)"
                + " values (gen_random_uuid(), 'filler', 'filler', 'member', now())");
        run("insert into auth.sessions (id, account_id, reference_hash, created_at, last_seen_at, idle_at, expires_at,"
                + " proven_at, source) select gen_random_uuid(), id, 'filler', now() + interval '1 day',"
                + " now() + interval '1 day', now() + interval '1 day 12 hours', now() + interval '15 days',"
                + " now() + interval '1 day', 'filler' from auth.accounts where username = 'filler'");

        await(housekeeping.sweep());

        assertThat(rows("auth.throttles where key = 'filler ahead'::bytea and updated_at <= now() and blocked_until"
                        + " between now() and now() + interval '15 minutes'"))
                .isOne();
        assertThat(rows("auth.sessions where source = 'filler' and last_seen_at <= now()"
                        + " and idle_at between now() + interval '11 hours' and now() + interval '12 hours'"
                        + " and expires_at between now() + interval '13 days' and now() + interval '14 days'"))
                .isOne();
    }

    @Test
    void whatIsKeptByAgeGoesWhenItIsOld() {
        run("insert into auth.throttles (kind, key, blocked_until, updated_at) values"
                + " ('PAIR', 'filler old', now() - interval '1 hour', now() - interval '25 hours'),"
                + " ('PAIR', 'filler blocked', now() + interval '1 hour', now() - interval '25 hours'),"
                + " ('PAIR', 'filler young', 'epoch', now() - interval '23 hours')");
        run(
                "insert into auth.idempotency (key_hash, request_mac, created_at) values"
                        + " ('filler old', '', now() - interval '25 hours'), ('filler young', '', now() - interval '23 hours')");
        run("insert into auth.audit_outbox (at, action, detail) values"
                + " (now() - interval '401 days', 'account.deleted', 'filler'),"
                + " (now() - interval '399 days', 'account.deleted', 'filler')");
        run(
                "insert into auth.access_attempts (id, at, last_at, action, outcome, source) values"
                        + " (gen_random_uuid(), now() - interval '91 days', now() - interval '91 days', 'sign-in', 'old', 'filler'),"
                        + " (gen_random_uuid(), now() - interval '91 days', now() - interval '89 days', 'sign-in', 'young', 'filler')");
        run(
                "insert into auth.accounts (id, username, username_key, roles, created_at) select gen_random_uuid(),"
                        + " 'filler', name, 'member', now() from unnest(array['filler old', 'filler future', 'filler good']) name");
        reset("filler old", "now() - interval '61 minutes'");
        reset("filler future", "now() + interval '2 minutes'");
        reset("filler good", "now() - interval '59 minutes'");
        invite("filler used", "now() - interval '200 days'", "now() - interval '91 days'");
        invite("filler expired", "now() - interval '91 days'", "null");
        invite("filler recent", "now() - interval '200 days'", "now() - interval '89 days'");
        invite("filler open", "now() + interval '1 day'", "null");

        await(housekeeping.sweep());

        assertThat(texts("select encode(key, 'escape') from auth.throttles where key like 'filler%'::bytea"))
                .containsExactlyInAnyOrder("filler blocked", "filler young");
        assertThat(texts(
                        "select encode(key_hash, 'escape') from auth.idempotency where key_hash like 'filler%'::bytea"))
                .containsExactly("filler young");
        assertThat(rows("auth.audit_outbox where detail = 'filler'")).isOne();
        assertThat(texts("select outcome from auth.access_attempts where source = 'filler'"))
                .containsExactly("young");
        assertThat(texts("select a.username_key from auth.resets r join auth.accounts a on a.id = r.account_id"
                        + " where a.username = 'filler'"))
                .containsExactly("filler good");
        assertThat(texts("select encode(code_hash, 'escape') from auth.invites where code_hash like 'filler%'::bytea"))
                .containsExactlyInAnyOrder("filler recent", "filler open");
    }

    @Test
    void actsOnTokensPastTheirBoundGoAndNoActOfAnOperatorDoes() {
        run("insert into auth.audit_outbox (at, action, detail) values (now(), 'account.roles', 'filler')");
        run("insert into auth.audit_outbox (at, action, detail)"
                + " select now(), 'token.created', 'filler' from generate_series(1, " + (Retention.ROWS + 10) + ")");

        await(housekeeping.sweep());

        assertThat(rows("auth.audit_outbox where action like 'token.%'")).isEqualTo(Retention.ROWS);
        assertThat(rows("auth.audit_outbox where action = 'account.roles' and detail = 'filler'"))
                .isOne();
    }

    @Test
    void closedInvitesPastTheirBoundGoOldestFirst() {
        invite("filler oldest", "now() - interval '2 days'", "null");
        run("insert into auth.invites (id, code_hash, created_at, expires_at) select gen_random_uuid(),"
                + " convert_to('filler ' || i, 'UTF8'), now(), now() - interval '1 day'"
                + " from generate_series(1, " + Retention.ROWS + ") i");

        await(housekeeping.sweep());

        assertThat(rows("auth.invites where coalesce(used_at, revoked_at, expires_at) < now()"))
                .isEqualTo(Retention.ROWS);
        assertThat(rows("auth.invites where code_hash = 'filler oldest'")).isZero();
    }

    private void fill(String blocksAndUntil, int rows) {
        run("insert into auth.throttles (kind, key, failures, updated_at, blocks, blocked_until)"
                + " select 'PAIR', convert_to('filler ' || i, 'UTF8'), 1, now(), " + blocksAndUntil
                + " from generate_series(1, " + rows + ") i");
    }

    private void invite(String code, String expiresAt, String usedAt) {
        run("insert into auth.invites (id, code_hash, created_at, expires_at, used_at) values (gen_random_uuid(), '"
                + code + "', now(), " + expiresAt + ", " + usedAt + ")");
    }

    private void reset(String name, String createdAt) {
        run("insert into auth.resets (account_id, code_digest, created_at, expires_at) select id,"
                + " sha256(convert_to(username_key, 'UTF8')), " + createdAt + ", " + createdAt
                + " + interval '1 hour' from auth.accounts where username_key = '" + name + "'");
    }

    private long rows(String from) {
        return await(pool.query("select count(*) from " + from).execute())
                .iterator()
                .next()
                .getLong(0);
    }

    private List<String> texts(String query) {
        List<String> texts = new ArrayList<>();
        await(pool.query(query).execute()).forEach(row -> texts.add(row.getString(0)));
        return texts;
    }

    private void run(String statement) {
        await(pool.query(statement).execute());
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(PATIENCE);
    }
}
