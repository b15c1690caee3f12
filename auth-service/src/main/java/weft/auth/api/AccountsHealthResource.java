package weft.auth.api;

import io.quarkus.security.PermissionsAllowed;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import weft.auth.store.AccountStatistics;
import weft.service.health.DatabaseHealth;
import weft.service.health.HealthItem;
import weft.service.health.ServiceHealth;
import weft.service.token.Audience;
import weft.service.token.AuthPermission;

/** How auth-service fares, for operators. */
@Path("/api/v1/accounts/health")
public class AccountsHealthResource {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final AccountStatistics accounts;
    private final ServiceHealth health;

    AccountsHealthResource(AccountStatistics accounts, ServiceHealth health) {
        this.accounts = accounts;
        this.health = health;
    }

    /** Whether the database answers, and how many members nobody is let in for. A database that is away is told, not a failure. */
    @GET
    @Blocking
    @PermissionsAllowed(value = "node:admin", permission = AuthPermission.class)
    public ServiceHealth.View health() {
        return health.of(Audience.AUTH, items());
    }

    private List<HealthItem> items() {
        DatabaseHealth<AccountStatistics.Counts> database =
                DatabaseHealth.of(() -> accounts.counts().await().atMost(PATIENCE));
        return Stream.concat(Stream.of(database.item()), database.answer().map(AccountsHealthResource::locked).stream())
                .toList();
    }

    private static HealthItem locked(AccountStatistics.Counts counts) {
        Map<String, Object> facts = Map.of("count", counts.locked());
        return counts.locked() == 0 ? HealthItem.good("locked", facts) : HealthItem.look("locked", facts);
    }
}
