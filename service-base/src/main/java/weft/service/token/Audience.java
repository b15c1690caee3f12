package weft.service.token;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Arrays;
import java.util.Optional;

/** The service a token is for. No service takes a token made for another one. */
@RegisterForReflection
public enum Audience {
    AUTH("weft-auth"),
    MESSAGE("weft-message"),
    TRANSPORT("weft-transport");

    private final String text;

    Audience(String text) {
        this.text = text;
    }

    /** The service of an {@code aud} claim, if it is one of ours. */
    public static Optional<Audience> of(String text) {
        return Arrays.stream(values())
                .filter(audience -> audience.text.equals(text))
                .findFirst();
    }

    /** The value of the token's {@code aud} claim. */
    public String text() {
        return text;
    }
}
