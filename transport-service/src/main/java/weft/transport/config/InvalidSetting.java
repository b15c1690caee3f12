package weft.transport.config;

/** A configuration value that can't be used. The message names the key and says what to write instead. */
public final class InvalidSetting extends RuntimeException {

    private static final long serialVersionUID = 1;

    public InvalidSetting(String key, String problem) {
        super(key + " " + problem);
    }
}
