package weft.service.token;

import io.quarkus.runtime.annotations.RegisterForReflection;

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

    /** The value of the token's {@code aud} claim. */
    public String text() {
        return text;
    }
}
