package weft.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether a person can get at everything on a page: with the keyboard alone, and however few CSS pixels the window has. */
public final class Reach {

    /** More stops than any screen has: past it the keyboard is caught. */
    private static final int STOPS = 250;

    private static final String SCRIPT = script();

    private Reach() {}

    /**
     * Fails if anything must be scrolled sideways, or stands beyond the window's side.
     *
     * @param where named when it fails
     */
    public static void assertNothingSideways(Page page, String where) {
        assertThat(list(page, "sideways")).as("sideways in %s", where).isEmpty();
    }

    /**
     * Goes round the page with the tabulator key. Fails if anything that can be operated isn't come by, or if one of the places come by
     * is out of sight, covered, or not marked as the one that has the focus.
     *
     * @param where named when it fails
     * @param over element that a person has opened over others and closes with Escape: what is under it may have the focus
     */
    public static void assertByKeyboard(Page page, String where, String over) {
        page.evaluate(SCRIPT + "reach.begin('" + over + "')");
        List<String> faults = new ArrayList<>();
        Set<String> stops = new LinkedHashSet<>();
        for (int i = 0; i < STOPS; i++) {
            page.keyboard().press("Tab");
            @SuppressWarnings("unchecked")
            Map<String, Object> stop = (Map<String, Object>) page.evaluate("reach.stop()");
            if (stop == null) {
                continue;
            }
            if (Boolean.TRUE.equals(stop.get("again"))) {
                faults.addAll(list(page, "missed"));
                assertThat(faults)
                        .as("by keyboard in %s, which stops at %s", where, stops)
                        .isEmpty();
                assertThat(stops).as("stops in %s", where).isNotEmpty();
                return;
            }
            stops.add(String.valueOf(stop.get("name")));
            if (stop.get("fault") != null) {
                faults.add(stop.get("name") + " " + stop.get("fault"));
            }
        }
        throw new AssertionError("the keyboard does not come round in " + where + ": " + stops);
    }

    /** Presses the tabulator key until that one thing has the focus. */
    public static void tabTo(Page page, String selector) {
        for (int i = 0; i < STOPS; i++) {
            if (Boolean.TRUE.equals(page.locator(selector).evaluate("element => element.matches(':focus')"))) {
                return;
            }
            page.keyboard().press("Tab");
        }
        throw new AssertionError("the keyboard does not come by " + selector);
    }

    @SuppressWarnings("unchecked")
    private static List<String> list(Page page, String what) {
        return (List<String>) page.evaluate(SCRIPT + "reach." + what + "()");
    }

    private static String script() {
        try (var in = Reach.class.getResourceAsStream("reach.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
