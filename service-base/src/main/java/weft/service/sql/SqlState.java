package weft.service.sql;

import java.util.Set;

/** Whether a statement that failed may work when it is tried again. */
public final class SqlState {

    /** Classes that pass: connection, transaction state, rollback, resources, operator, system. */
    private static final Set<String> TRANSIENT = Set.of("08", "25", "40", "53", "57", "58");

    private SqlState() {}

    /**
     * Whether the same statement may work later. False when the database refuses it, or a value in it, for good.
     *
     * @param state the five characters; null when there are none, which nobody can tell, so that it is tried again
     */
    public static boolean passes(String state) {
        return state == null || TRANSIENT.contains(state.substring(0, 2));
    }
}
