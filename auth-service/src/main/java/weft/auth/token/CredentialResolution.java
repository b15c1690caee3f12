package weft.auth.token;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import weft.service.token.Caller;
import weft.service.token.CredentialStatus;
import weft.service.token.PresentedCredential;
import weft.service.token.ResolvedCredential;

/** What the gateway gets for what a client showed: who it is, and a token that tells the service asked so. */
@ApplicationScoped
public class CredentialResolution {

    private final CredentialLookup lookup;
    private final TokenMint mint;

    CredentialResolution(CredentialLookup lookup, TokenMint mint) {
        this.lookup = lookup;
        this.mint = mint;
    }

    /** The pass for what was presented. */
    public Uni<ResolvedCredential> of(PresentedCredential presented) {
        return found(presented).map(found -> {
            Caller caller = found.orElseGet(() -> Caller.anonymous(presented.address()));
            String token =
                    presented.audience() == null ? null : mint.mint(caller, presented.audience(), presented.address());
            return new ResolvedCredential(caller.credential(), token);
        });
    }

    /** How what was shown stands now. Asking is no use of it, and is noted nowhere. */
    public Uni<CredentialStatus> status(PresentedCredential presented) {
        return lookup.peek(presented)
                .map(found -> found.map(CredentialStatus::of).orElse(CredentialStatus.NOBODY));
    }

    private Uni<Optional<Caller>> found(PresentedCredential presented) {
        return switch (presented.kind()) {
            case ANONYMOUS -> Uni.createFrom().item(Optional.empty());
            case SESSION -> lookup.session(presented.secret());
            case API_TOKEN -> lookup.apiToken(presented.secret(), presented.address());
        };
    }
}
