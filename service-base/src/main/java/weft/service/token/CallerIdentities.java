package weft.service.token;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.Permission;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import weft.service.problem.Problem;
import weft.service.problem.ProblemException;
import weft.service.time.MachineClock;

/**
 * Makes the {@link Caller} that a token names into the identity of the request, which answers what resources ask: a
 * {@link ServicePermission} of the service that the token is for is held, or refused with the problem that says what is missing. Any
 * other permission it does not have.
 *
 * <p>A token that is right but of another time was signed before the clock was set, or on a machine with another clock. Its caller
 * has done nothing wrong and would be let in with the next one, so this is a 503 and no denial.
 */
@Singleton
public class CallerIdentities implements IdentityProvider<TokenAuthenticationRequest> {

    private static final Logger LOG = Logger.getLogger(CallerIdentities.class);
    private static final Duration COME_AGAIN = Duration.ofSeconds(1);

    /** Made once: every stage of a {@code Uni} takes the contexts of the request along, and each request comes here. */
    private static final Uni<Boolean> HELD = Uni.createFrom().item(true);

    private static final Uni<Boolean> NONE = Uni.createFrom().item(false);

    private final TokenVerifier verifier;
    private final MachineClock clock;

    @Inject
    CallerIdentities(TokenVerifier verifier) {
        this(verifier, MachineClock.system());
    }

    CallerIdentities(TokenVerifier verifier, MachineClock clock) {
        this.verifier = verifier;
        this.clock = clock;
    }

    @Override
    public Class<TokenAuthenticationRequest> getRequestType() {
        return TokenAuthenticationRequest.class;
    }

    /** Fails for a token that is none of auth-service's, and with a 503 problem when its key can't be had. */
    @Override
    public Uni<SecurityIdentity> authenticate(
            TokenAuthenticationRequest request, AuthenticationRequestContext context) {
        String token = request.getToken().getToken();
        Optional<VerifiedToken> known = verifier.remembered(token);
        return known.isPresent()
                ? Uni.createFrom().item(identity(known.get()))
                : verifier.verify(token)
                        .map(verified -> verified.map(this::identity).orElseThrow(AuthenticationFailedException::new));
    }

    private SecurityIdentity identity(VerifiedToken token) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(token.caller())
                .setAnonymous(!token.caller().signedIn())
                .addPermissionChecker(permission -> allowed(token, permission))
                .build();
    }

    private Uni<Boolean> allowed(VerifiedToken token, Permission asked) {
        if (!(asked instanceof ServicePermission permission) || permission.audience() != token.audience()) {
            return NONE;
        }
        if (!token.isOf(clock.now())) {
            LOG.warnf(
                    "A token of auth-service that ends at %s is of another time: the clock was set, or the two machines' clocks"
                            + " differ.",
                    token.expires());
            return Uni.createFrom()
                    .failure(Problem.unavailable("The clock of the node was set just now.", COME_AGAIN)
                            .exception());
        }
        try {
            permission.require(token.caller(), clock.now());
            return HELD;
        } catch (ProblemException refused) {
            return Uni.createFrom().failure(refused);
        }
    }
}
