package weft.service.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** {@code weft.limits}: how large a message may be. The gateway's bounds of bodies and message service's own follow it. */
@RegisterForReflection
@ConfigMapping(prefix = "weft.limits")
public interface LimitSettings {

    /** What {@link #deliveryKb()} is where nobody says. */
    String DELIVERY_KB = "1000";

    /** Largest message taken from the mesh or from a member, whole transfer, in units of 1000 bytes. */
    @WithDefault(DELIVERY_KB)
    int deliveryKb();
}
