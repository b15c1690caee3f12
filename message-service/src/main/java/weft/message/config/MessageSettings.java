package weft.message.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** {@code weft.message}: how members' identities are hosted and what each member may use. */
@RegisterForReflection
@ConfigMapping(prefix = "weft.message")
public interface MessageSettings {

    /** File with the 32 bytes that wrap every account's key. Made at first start; belongs in the backup, apart from the database's. */
    @WithDefault("${weft.data:data}/keys/master.key")
    Path masterKeyFile();

    /** How often each identity announces itself. At least 10 minutes. */
    @WithDefault("PT6H")
    Duration announceInterval();

    /** Identities one member may have. */
    @WithDefault("20")
    int identitiesPerAccount();

    /** Messages one member may keep. At the bound it can send none, and none is taken in for it; what is written is never removed. */
    @WithDefault("200000")
    long messagesPerAccount();

    /** Bytes of messages one member may keep. At the bound as with their number. */
    @WithDefault("2000000000")
    long bytesPerAccount();

    /** Received messages of one member that wait for their decision; at the bound nothing more is acknowledged for it. */
    @WithDefault("500")
    int undecidedPerAccount();

    /** How long an outbound message is worth trying before it expires. */
    @WithDefault("P3D")
    Duration outboundLifetime();

    /** How long the answer to a link request is held back, so that a peer's patience has room for a commit; at most 200 ms. */
    @WithDefault("PT0.05S")
    Duration linkProofDelay();

    /** How long a member's events can be resumed from. */
    @WithDefault("P30D")
    Duration eventHistory();

    /** How this replica names itself as the owner of shards; default: {@code process-} and the process id. */
    Optional<String> replica();
}
