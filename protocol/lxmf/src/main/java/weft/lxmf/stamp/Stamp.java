package weft.lxmf.stamp;

/**
 * What stands as fifth element of a message's payload (lxmf §2, §11, §12).
 *
 * @param bytes 32 for a proof of work, 16 for a ticket
 * @param value bits of work found; {@link #TICKET_VALUE} when a ticket paid
 */
public record Stamp(byte[] bytes, int value) {

    /** Size of a proof of work, in bytes. */
    public static final int WORK_LENGTH = 32;

    /** Size of a stamp made from a ticket, in bytes. */
    public static final int TICKET_LENGTH = 16;

    /** Value reported for a ticket: as if every bit had been found. */
    public static final int TICKET_VALUE = 256;
}
