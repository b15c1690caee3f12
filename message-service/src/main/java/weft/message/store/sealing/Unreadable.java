package weft.message.store.sealing;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import weft.service.quarantine.Quarantine;
import weft.service.quarantine.Quarantines;
import weft.service.vault.UnreadableSeal;

/**
 * What is kept for a member and does not open any more: a changed byte, another master key. It stands in for nothing but itself:
 * who reads a list gets the others, the row is shown as unreadable, logged once, and operators see how many there are.
 */
@ApplicationScoped
public class Unreadable {

    /** Under this name operators see them. */
    public static final String ROWS = "contents";

    private final Quarantine<String> rows;

    public Unreadable(Quarantines quarantines) {
        this.rows = quarantines.of(ROWS);
    }

    /**
     * Opens a value of a row.
     *
     * @param column table and column
     * @param row what tells the row apart
     * @param open reads the value; a database that is away is no unreadable row and passes
     * @param otherwise what stands for a value that can't be read
     */
    public <T> T orElse(String column, Object row, Supplier<T> open, T otherwise) {
        String place = column + "/" + row;
        try {
            T opened = open.get();
            rows.used(place);
            return opened;
        } catch (UnreadableSeal | UncheckedIOException damaged) {
            rows.without(place, damaged);
            return otherwise;
        }
    }

    /** The row is gone, and what stood in it. */
    public void gone(String column, Object row) {
        rows.used(column + "/" + row);
    }
}
