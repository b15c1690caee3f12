package weft.message.store.sql;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.sqlclient.Pool;
import jakarta.inject.Singleton;
import weft.service.sql.DatabasePool;

/** How this service's connections to the database are made. */
@Singleton
@ReactiveDataSource("messages")
class MessagesPool implements PgPoolCreator {

    @Override
    public Pool create(Input input) {
        return DatabasePool.create(input);
    }
}
