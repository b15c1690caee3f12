package weft.service.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** The {@code weft.management} part of the configuration: the port of health and metrics. */
@RegisterForReflection
@ConfigMapping(prefix = "weft.management")
public interface ManagementSettings {

    /** Names under which the port may be asked, beside {@code localhost} and addresses: of a Kubernetes service, for example. */
    Optional<List<String>> allowedHosts();
}
