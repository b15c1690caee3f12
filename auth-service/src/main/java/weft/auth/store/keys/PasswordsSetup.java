package weft.auth.store.keys;

import com.nulabinc.zxcvbn.StandardDictionaries;
import com.nulabinc.zxcvbn.matchers.Dictionary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import weft.auth.config.AuthSettings;
import weft.auth.domain.Argon2Hasher;
import weft.auth.domain.HashingPool;
import weft.auth.domain.PasswordRules;
import weft.service.files.SmallFile;
import weft.service.files.UnusableFile;

/** Makes the parts that passwords are handled with from the configuration, and refuses one that would make them weak. */
public class PasswordsSetup {

    /** Bytes of the largest list of refused passwords: room for more than a million. */
    private static final int LARGEST_LIST = 16 << 20;

    private static final List<String> OWN_WORDS = List.of("weft", "reticulum", "lxmf", "nomadnet");

    @Produces
    @Singleton
    Argon2Hasher hasher(AuthSettings config, KeyDirectory keys) {
        AuthSettings.Passwords passwords = config.passwords();
        config.problems().stream().findFirst().ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        return new Argon2Hasher(keys.pepper(), passwords.argon2MemoryKib(), passwords.argon2Passes());
    }

    @Produces
    @Singleton
    HashingPool pool(AuthSettings config, MeterRegistry meters) {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
        HashingPool pool = new HashingPool(threads, config.passwords().queue());
        for (HashingPool.Lane lane : HashingPool.Lane.values()) {
            String name = lane.name().toLowerCase(Locale.ROOT);
            Gauge.builder("weft_auth_hashing_waiting", pool, places -> places.taken(lane))
                    .description("Passwords that are hashed or wait for it")
                    .tag("lane", name)
                    .register(meters);
            Gauge.builder("weft_auth_hashing_waiting_bound", pool, HashingPool::bound)
                    .description("Passwords that may be hashed or wait for it")
                    .tag("lane", name)
                    .register(meters);
            FunctionCounter.builder("weft_auth_hashing_refused", pool, places -> places.refused(lane))
                    .description("Passwords refused because too many waited")
                    .tag("lane", name)
                    .register(meters);
        }
        return pool;
    }

    void close(@Disposes HashingPool pool) {
        pool.close();
    }

    /** Made at the start, not with the first password. */
    @Produces
    @Singleton
    @Startup
    public PasswordRules rules(
            AuthSettings config, @ConfigProperty(name = "weft.node.name") Optional<String> nodeName) {
        Set<String> common = new HashSet<>();
        try {
            Dictionary commonest = StandardDictionaries.PASSWORDS_LOADER.load();
            common.addAll(commonest.getFrequencies());
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the list of refused passwords can't be read", unreadable);
        }
        config.passwords().blocklistFile().ifPresent(file -> refused(file, common));
        common.remove("");
        List<String> context = new java.util.ArrayList<>(OWN_WORDS);
        nodeName.ifPresent(context::add);
        return new PasswordRules(config.passwords().minLength(), common, context);
    }

    private static void refused(Path file, Set<String> common) {
        try {
            SmallFile.text(file, LARGEST_LIST)
                    .lines()
                    .forEach(line -> common.add(line.strip().toLowerCase(Locale.ROOT)));
        } catch (IOException unreadable) {
            throw new UnusableFile(
                    "The file that weft.auth.passwords.blocklist-file names,",
                    file,
                    UnusableFile.problem(file, unreadable),
                    "Put one password a line into it as UTF-8 text, or leave the key out.");
        }
    }
}
