package weft.transport.config;

import java.util.List;

/** Configuration values that can't be used. Each problem begins with its key and says what to write instead. */
public final class InvalidSetting extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final List<String> problems;

    /** One value. */
    public InvalidSetting(String key, String problem) {
        this(List.of(key + " " + problem));
    }

    /** Several of them, at least one; the message has a line for each. */
    public InvalidSetting(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, one entry for each value. */
    public List<String> problems() {
        return problems;
    }
}
