package weft.auth.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import java.util.Optional;
import weft.service.http.PublicUrl;

/** Where the node is found: what this service reads of the {@code weft.http} part of the configuration. */
@RegisterForReflection
@ConfigMapping(prefix = "weft.http")
public interface NodeAddressSettings {

    /** What the links of invites begin with; without it they are the client's business, which knows how it came here. */
    Optional<PublicUrl> publicUrl();
}
