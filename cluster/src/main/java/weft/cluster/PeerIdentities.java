package weft.cluster;

import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.security.credential.CertificateCredential;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import weft.service.token.PeerPermission;

/**
 * Lets whoever came with a client certificate and no token ask what programs of a cluster ask each other. Which certificates come so
 * far, {@link PeerAccess} has decided before.
 */
@Singleton
@IfBuildProperty(name = "quarkus.http.ssl.client-auth", stringValue = "required")
public class PeerIdentities implements SecurityIdentityAugmentor {

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        return Uni.createFrom()
                .item(
                        identity.getCredential(CertificateCredential.class) == null
                                ? identity
                                : QuarkusSecurityIdentity.builder(identity)
                                        .addPermission(new PeerPermission(PeerPermission.PEER))
                                        .build());
    }
}
