package weft.service.sql;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Makes pools that give a database up whose machine is gone. Nobody says so at this end: a connection to it stays open for a quarter of an
 * hour, as long as Linux repeats what nobody confirms, and each of a pool's would hold a request as long as somebody waits for an answer.
 * So a connection in use on which nothing comes for {@link #SILENCE} is closed, and the next is made to whatever stands at the address
 * by then. Those that nobody uses are closed sooner, so that none is taken just when its time is over.
 */
public final class DatabasePool {

    /** Longer than a service waits for any statement. */
    public static final Duration SILENCE = Duration.ofSeconds(30);

    private DatabasePool() {}

    /** A pool of what Quarkus was configured to. */
    public static Pool create(PgPoolCreator.Input input) {
        return create(input, SILENCE);
    }

    static Pool create(PgPoolCreator.Input input, Duration silence) {
        PoolOptions options = new PoolOptions(input.poolOptions())
                .setIdleTimeout((int) silence.dividedBy(2).toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        return PgBuilder.pool()
                .with(options)
                .connectingTo(input.pgConnectOptionsList().stream()
                        .<SqlConnectOptions>map(each -> {
                            PgConnectOptions watched = new PgConnectOptions(each);

                            watched.setReadIdleTimeout((int) silence.toMillis());
                            watched.setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
                            return watched;
                        })
                        .toList())
                .using(input.vertx())
                .build();
    }
}
