package weft.lxmf.message;

/**
 * The fields of a message that stand for more than is decoded: they stay what they are on the wire.
 *
 * @param reason which bound they are past
 * @param bytes the map in MessagePack; well formed in its lengths, otherwise not looked at
 */
public record UnreadFields(Reason reason, byte[] bytes) {

    /** The bound. */
    public enum Reason {
        /** More than {@link Message#MAX_VALUES} values. */
        TOO_MANY_VALUES,
        /** Nested deeper than {@link Message#MAX_DEPTH}. */
        TOO_DEEP
    }
}
