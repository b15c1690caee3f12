package weft.service.health;

import java.util.List;

/**
 * Something of the process that can tell how it fares, whichever services run in it: a bean for each, with any qualifier. It is
 * asked each time that an operator looks, on any thread, and answers at once from what it knows; only a few reads of files are its
 * own.
 */
public interface HealthSource {

    /** How it fares now; empty where there is nothing to tell. */
    List<HealthItem> items();
}
