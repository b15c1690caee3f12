package weft.message.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** {@code weft.limits}: how large a message may be. Body limit and the router's gate follow it. */
@RegisterForReflection
@ConfigMapping(prefix = "weft.limits")
public interface LimitSettings {

    /** Largest message taken from the mesh or from a member, whole transfer, in units of 1000 bytes. */
    @WithDefault("1000")
    int deliveryKb();
}
