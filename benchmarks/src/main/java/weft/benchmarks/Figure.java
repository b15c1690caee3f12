package weft.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What one measurement gave: the values of every round, for Weft and, where it was measured beside it, for the reference.
 *
 * @param unit of all values
 * @param target what is wanted: of Weft's median, or of its ratio to the reference's
 * @param remarks what a reader has to know to believe it
 */
record Figure(
        String what, String unit, Target target, List<Double> weft, List<Double> reference, List<String> remarks) {

    /** A bound, and whether it is one from above. */
    record Target(double bound, boolean atMost, boolean ratio) {

        static Target atMost(double bound) {
            return new Target(bound, true, false);
        }

        static Target atLeast(double bound) {
            return new Target(bound, false, false);
        }

        static Target timesTheReference(double factor) {
            return new Target(factor, false, true);
        }

        String text(String unit) {
            return (atMost ? "≤ " : "≥ ") + number(bound) + (ratio ? " ×" : " " + unit);
        }
    }

    double median() {
        return median(weft);
    }

    /** How many times the reference Weft reaches; empty where the reference was not measured. */
    Optional<Double> ratio() {
        return reference.isEmpty() ? Optional.empty() : Optional.of(median() / median(reference));
    }

    boolean met() {
        double value = target.ratio() ? ratio().orElseThrow() : median();
        return target.atMost() ? value <= target.bound() : value >= target.bound();
    }

    /** A row of the report's table. */
    String row() {
        return "| %s | %s | %s %s | %s | %s | %s |"
                .formatted(
                        what,
                        target.text(unit),
                        number(median()),
                        unit,
                        reference.isEmpty() ? "–" : number(median(reference)) + " " + unit,
                        ratio().map(ratio -> number(ratio) + " ×").orElse("–"),
                        met() ? "yes" : "**no**");
    }

    /** What is missing, in words. */
    String shortfall() {
        return "%s: %s is wanted, %s was seen"
                .formatted(
                        what,
                        target.text(unit),
                        target.ratio() ? number(ratio().orElseThrow()) + " ×" : number(median()) + " " + unit);
    }

    /** Every value, in the order of measuring. */
    String rounds() {
        return "- %s, in %s: Weft %s%s"
                .formatted(what, unit, numbers(weft), reference.isEmpty() ? "" : "; reference " + numbers(reference));
    }

    private static String numbers(List<Double> values) {
        return String.join(" · ", values.stream().map(Figure::number).toList());
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** As many digits as mean something. */
    static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value)
                .replaceAll("\\.0+$", "");
    }
}
