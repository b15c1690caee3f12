package weft.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import weft.lxmf.delivery.DeliveryFailure;
import weft.lxmf.delivery.SignatureState;
import weft.lxmf.delivery.TraceStep;
import weft.lxmf.delivery.WaitReason;
import weft.reticulum.link.FailureReason;
import weft.reticulum.link.LinkCloseReason;

/** The web interface says in German what the node says of messages: sentence by sentence, so both have to know the same ones. */
class GermanTracesTest {

    private static final Path GERMAN = Path.of("../gateway/src/main/resources/web/app/i18n/de-traces.ts");
    private static final Pattern SENTENCE = Pattern.compile("^ {2}\\[\"([^\"]+)\", \"", Pattern.MULTILINE);
    private static final Pattern PLACE = Pattern.compile("\\{\\w+}");
    private static final long[] NUMBERS = {0, 1, 2, 128, 420_000_000L, 5_000_000_000L, 600_000_000_000L};

    @Test
    void everythingThatHappensToAMessageIsKnownInGerman() throws Exception {
        List<String> said = new ArrayList<>();
        for (Class<?> step : TraceStep.class.getPermittedSubclasses()) {
            for (Object[] values : combinations(step.getRecordComponents())) {
                said.add(Words.of((TraceStep) step.getDeclaredConstructors()[0].newInstance(values)));
            }
        }
        Stream.of(WaitReason.values()).map(Words::waiting).forEach(said::add);
        Stream.of(DeliveryFailure.values()).map(Words::failed).forEach(said::add);
        Stream.of(SignatureState.values()).map(Words::verified).forEach(said::add);

        List<Pattern> known = sentences().stream()
                .map(sentence -> Pattern.compile(Arrays.stream(PLACE.split(sentence, -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".+"))))
                .toList();
        var unknown = new TreeSet<String>();
        for (String words : said) {
            if (known.stream().noneMatch(sentence -> sentence.matcher(words).matches())) {
                unknown.add(words);
            }
        }
        assertThat(said).hasSizeGreaterThan(100);
        assertThat(unknown).isEmpty();
    }

    @Test
    void everyReasonIsKnownInGerman() {
        String german = read(GERMAN);
        assertThat(Stream.<Enum<?>>concat(Stream.of(FailureReason.values()), Stream.of(LinkCloseReason.values()))
                        .map(reason -> "\"" + reason.name().toLowerCase().replace('_', ' ') + "\": \""))
                .allSatisfy(entry -> assertThat(german).contains(entry));
    }

    @Test
    void noSentenceInGermanIsOfSomethingTheNodeDoesNotSay() throws IOException {
        String sources;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            sources = files.filter(file -> file.toString().endsWith(".java"))
                    .map(GermanTracesTest::read)
                    .collect(Collectors.joining())
                    .replaceAll("\"\\s*\\+\\s*\"", "");
        }
        List<String> parts = sentences().stream()
                .filter(sentence -> !sentence.startsWith("Received"))
                .flatMap(sentence -> Arrays.stream(PLACE.split(sentence)))
                .filter(part -> part.length() > 3)
                .toList();
        String whole = sources;
        assertThat(parts).hasSizeGreaterThan(50);
        assertThat(parts.stream().filter(part -> !whole.contains(part))).isEmpty();
    }

    /** Every choice of values for these components that leads to other words. */
    private static List<Object[]> combinations(RecordComponent[] components) {
        List<Object[]> all = new ArrayList<>();
        all.add(new Object[0]);
        for (RecordComponent component : components) {
            List<Object[]> longer = new ArrayList<>();
            for (Object[] begun : all) {
                for (Object value : valuesOf(component.getType())) {
                    Object[] next = Arrays.copyOf(begun, begun.length + 1);
                    next[begun.length] = value;
                    longer.add(next);
                }
            }
            all = longer;
        }
        return all;
    }

    private static List<?> valuesOf(Class<?> type) {
        if (type.isEnum()) {
            return List.of(type.getEnumConstants());
        }
        if (type == boolean.class) {
            return List.of(true, false);
        }
        return Arrays.stream(NUMBERS)
                .filter(number -> type == long.class || number < 1_000)
                .mapToObj(number -> type == long.class ? (Object) number : (Object) (int) number)
                .toList();
    }

    private static List<String> sentences() {
        return SENTENCE.matcher(read(GERMAN))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
