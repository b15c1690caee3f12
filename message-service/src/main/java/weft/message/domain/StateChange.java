package weft.message.domain;

import java.util.Map;
import java.util.Optional;

/**
 * What becomes of a message, with everything that is written down of it in one go.
 *
 * @param reason of the state, stable, for programs
 * @param method by which it really travels, where that is known by now
 * @param trace the step that its owner reads
 */
public record StateChange(MessageState state, Optional<String> reason, Optional<Method> method, Optional<Trace> trace) {

    /** A change to a state that needs no reason. */
    public static StateChange to(MessageState state) {
        return new StateChange(state, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same change, with its reason. */
    public StateChange because(String why) {
        return new StateChange(state, Optional.of(why), method, trace);
    }

    /** The same change, with a step for the owner to read. */
    public StateChange told(String code, String text) {
        return told(code, text, Map.of());
    }

    /** The same change, with a step that has numbers or words in it. */
    public StateChange told(String code, String text, Map<String, Object> facts) {
        return told(new Trace(code, text, facts));
    }

    /** The same change, with that step. */
    public StateChange told(Trace step) {
        return new StateChange(state, reason, method, Optional.of(step));
    }

    /**
     * A step of the trace.
     *
     * @param code stable, for programs
     * @param text one sentence that says what happened and, where there is one, the next sensible action
     * @param facts what a client needs to say it in its own words: numbers and stable words, by name
     */
    public record Trace(String code, String text, Map<String, Object> facts) {

        /** One without numbers or words in it. */
        public static Trace of(String code, String text) {
            return new Trace(code, text, Map.of());
        }
    }
}
