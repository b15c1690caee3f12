package weft.auth.store;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;
import weft.service.sql.DatabasePool;

/**
 * How this service's connections to the database are made: the pool that Hibernate Reactive takes them from. The one class here that
 * knows the PostgreSQL client, because what {@link DatabasePool} bounds has no key in the configuration; nobody asks the pool for anything.
 */
@Singleton
@ReactiveDataSource("auth")
class AuthPool implements PgPoolCreator {

    @Override
    public Pool create(Input input) {
        return DatabasePool.create(input);
    }
}
