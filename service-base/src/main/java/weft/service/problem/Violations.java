package weft.service.problem;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.constraints.NotNull;
import java.lang.annotation.Annotation;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.hibernate.validator.constraints.CodePointLength;
import org.hibernate.validator.constraints.Range;

/**
 * What a request that breaks rules of its record is refused with: one problem, always the same one for the same request. Members come in
 * the record's order, and of one member what can't be read comes before what breaks a rule.
 */
public final class Violations {

    private static final Comparator<Fault> FIRST = Comparator.<Fault, List<Integer>>comparing(
                    Fault::place, Violations::compare)
            .thenComparing(fault -> fault.problem().status())
            .thenComparing(fault -> fault.problem().type());

    private Violations() {}

    private record Fault(List<Integer> place, Problem problem) {}

    /**
     * The problem.
     *
     * @param violations of a record, or of the parameters of a resource's method; at least one
     */
    public static Problem problem(Set<? extends ConstraintViolation<?>> violations) {
        return violations.stream()
                .map(Violations::fault)
                .min(FIRST)
                .orElseThrow()
                .problem();
    }

    private static Fault fault(ConstraintViolation<?> violation) {
        List<Integer> place = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        String parameter = null;
        Type at = violation.getRootBeanClass();
        for (Path.Node node : violation.getPropertyPath()) {
            if (node.isInIterable() && node.getIndex() != null) {
                place.add(node.getIndex());
                field.append('[').append(node.getIndex()).append(']');
            }
            switch (node.getKind()) {
                case PARAMETER -> {
                    int index = node.as(Path.ParameterNode.class).getParameterIndex();
                    Object given = violation.getExecutableParameters()[index];
                    at = given == null ? Object.class : given.getClass();
                    place.add(index);
                    parameter = node.getName();
                }
                case PROPERTY -> {
                    RecordComponent[] components = shape(at).getRecordComponents();
                    int index = indexOf(components, node.getName());
                    place.add(index);
                    field.append(field.isEmpty() ? "" : ".").append(member(components[index]));
                    at = components[index].getGenericType();
                }
                default -> {}
            }
        }
        return new Fault(place, problem(violation, field.isEmpty() ? parameter : field.toString()));
    }

    private static Problem problem(ConstraintViolation<?> violation, String field) {
        Annotation rule = violation.getConstraintDescriptor().getAnnotation();
        return switch (rule) {
            case NotNull absent
            when isBody(violation) -> Problem.malformed(null, "A JSON object is expected as the body.");
            case NotNull absent -> Problem.missing(field);
            case CodePointLength length ->
                Problem.ruleBroken(
                                field,
                                "length",
                                field + " has " + length.min() + " to " + length.max() + " characters.")
                        .with("max", length.max());
            case Range range ->
                Problem.ruleBroken(field, "range", field + " is from " + range.min() + " to " + range.max() + ".")
                        .with("min", range.min())
                        .with("max", range.max());
            default -> own(violation, rule.annotationType().getAnnotation(RefusedAs.class), field);
        };
    }

    private static Problem own(ConstraintViolation<?> violation, RefusedAs refusal, String field) {
        String detail = field + " " + violation.getMessage();
        Problem problem = refusal.status() == 400
                ? Problem.malformed(field, detail)
                : Problem.ruleBroken(field, refusal.code(), detail);
        for (String limit : refusal.limits()) {
            problem = problem.with(
                    limit, violation.getConstraintDescriptor().getAttributes().get(limit));
        }
        return problem;
    }

    private static boolean isBody(ConstraintViolation<?> violation) {
        Path.Node last = null;
        for (Path.Node node : violation.getPropertyPath()) {
            last = node;
        }
        return last != null && last.getKind() == ElementKind.PARAMETER;
    }

    /** The record that stands there, by itself or in something that holds values of it. */
    private static Class<?> shape(Type type) {
        return type instanceof ParameterizedType held ? shape(held.getActualTypeArguments()[0]) : (Class<?>) type;
    }

    private static int indexOf(RecordComponent[] components, String name) {
        return Arrays.stream(components).map(RecordComponent::getName).toList().indexOf(name);
    }

    private static String member(RecordComponent component) {
        JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
        return renamed == null ? component.getName() : renamed.value();
    }

    private static int compare(List<Integer> one, List<Integer> other) {
        return Arrays.compare(one.toArray(Integer[]::new), other.toArray(Integer[]::new));
    }
}
