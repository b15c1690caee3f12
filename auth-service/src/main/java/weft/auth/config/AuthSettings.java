package weft.auth.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import weft.auth.domain.PasswordRules;
import weft.auth.domain.SessionLife;
import weft.service.token.Role;

/** Settings of auth-service. */
@RegisterForReflection
@ConfigMapping(prefix = "weft.auth")
public interface AuthSettings {

    /** Directory of the signing key and the pepper, below the data directory by default; made for the owner alone. */
    @WithDefault("${weft.data:data}/keys")
    Path keysDirectory();

    /** How long sessions live. */
    Sessions sessions();

    /** What a password must be, and what hashing it costs. */
    Passwords passwords();

    /** How long an invite can be accepted. */
    @WithDefault("P7D")
    Duration inviteLifetime();

    /** How long an API token lives when nothing else is asked, and at most. */
    @WithDefault("P365D")
    Duration tokenLifetime();

    /** How long access attempts are kept. */
    @WithDefault("P90D")
    Duration accessLogRetention();

    /** Most rows kept of access attempts that were let in; the oldest go first. */
    @WithDefault("100000")
    int accessLogRows();

    /** Most rows kept of access attempts that were refused; the oldest go first, and none of those let in. */
    @WithDefault("100000")
    int accessLogRefusals();

    /** How long what operators and members did to accounts is kept. */
    @WithDefault("P400D")
    Duration auditRetention();

    /** How long an invite that can't be used any more is kept. */
    @WithDefault("P90D")
    Duration inviteRetention();

    /** What is wrong with values that are each of the right kind; empty when nothing is. Every problem begins with its key. */
    default List<String> problems() {
        List<String> problems = new ArrayList<>();
        requireAtLeast(
                "argon2-memory-kib", Passwords.LEAST_MEMORY_KIB, passwords().argon2MemoryKib(), problems);
        requireAtLeast("argon2-passes", 1, passwords().argon2Passes(), problems);
        requireAtLeast("min-length", PasswordRules.LEAST_MIN_LENGTH, passwords().minLength(), problems);
        return problems;
    }

    private static void requireAtLeast(String key, int least, int value, List<String> problems) {
        if (value < least) {
            problems.add("weft.auth.passwords." + key + " must be at least " + least + ", not " + value + ".");
        }
    }

    /** Lives of sessions, by role. */
    interface Sessions {

        /** A member's session ends after this long without a request. */
        @WithDefault("PT12H")
        Duration memberIdle();

        /** A member's session ends this long after signing in. */
        @WithDefault("P14D")
        Duration memberLifetime();

        /** An operator's session ends after this long without a request. */
        @WithDefault("PT1H")
        Duration operatorIdle();

        /** An operator's session ends this long after signing in. */
        @WithDefault("PT24H")
        Duration operatorLifetime();

        /**
         * How long a password, given at sign-in or to {@code POST /session/proof}, is proof enough for dangerous acts: granting
         * roles, acting on an operator's account, making API tokens.
         */
        @WithDefault("PT5M")
        Duration proofLifetime();

        /** Sessions an account may have at once; the oldest is dropped for a new one. */
        @WithDefault("10")
        int perAccount();

        /** The life of a session of an account with these roles: shorter for those who can do more. */
        default SessionLife life(Set<Role> roles) {
            return roles.contains(Role.OPERATOR)
                    ? new SessionLife(operatorIdle(), operatorLifetime(), proofLifetime())
                    : new SessionLife(memberIdle(), memberLifetime(), proofLifetime());
        }
    }

    /** Passwords and their hashes. */
    interface Passwords {

        /** The least memory that OWASP recommends for one pass. */
        int LEAST_MEMORY_KIB = 19_456;

        /** Fewest characters. At least 12. */
        @WithDefault("15")
        int minLength();

        /** Memory of one Argon2id hash, in KiB. At least 19 456. */
        @WithDefault("47104")
        @WithName("argon2-memory-kib")
        int argon2MemoryKib();

        /** Passes of Argon2id over its memory. */
        @WithDefault("1")
        @WithName("argon2-passes")
        int argon2Passes();

        /**
         * Hashes that may wait for a free core, of those whom the node knows and as many of strangers; beyond it the caller is told
         * to come back.
         */
        @WithDefault("16")
        int queue();

        /** A file with one refused password a line, added to the built-in list. */
        Optional<Path> blocklistFile();
    }
}
