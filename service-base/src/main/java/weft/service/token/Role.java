package weft.service.token;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an account is on this node. */
@RegisterForReflection
public enum Role {
    /** Has identities, messages and contacts. */
    MEMBER,
    /** Runs the node. It gives no look into anybody's messages. */
    OPERATOR;

    /** The name in JSON and in tokens. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of that name, if there is one. */
    public static Optional<Role> of(String text) {
        return Arrays.stream(values()).filter(role -> role.text().equals(text)).findFirst();
    }

    @JsonCreator
    static Role parse(String text) {
        return of(text).orElseThrow(() -> new IllegalArgumentException("no such role"));
    }
}
