package weft.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A record that holds a password, a token or a code doesn't say it where it is printed, in a log or in an exception. */
class PrintedSecretsTest {

    private static final String SECRET = "this must not be printed";

    private static final Set<String> NAMES = Set.of("password", "current", "token", "code", "secret", "proof", "url");

    static Stream<Class<?>> records() {
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("weft.auth").stream()
                        .<Class<?>>map(JavaClass::reflect)
                        .filter(Class::isRecord)
                        .filter(type -> Stream.of(type.getRecordComponents()).anyMatch(PrintedSecretsTest::isSecret));
    }

    private static boolean isSecret(RecordComponent component) {
        return component.getType() == String.class && NAMES.contains(component.getName());
    }

    @Test
    void thereAreSome() {
        assertThat(records()).hasSizeGreaterThan(5);
    }

    @ParameterizedTest
    @MethodSource("records")
    void isNotPrinted(Class<?> type) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Constructor<?> constructor = type.getDeclaredConstructor(
                Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        constructor.setAccessible(true);

        Object made = constructor.newInstance(
                Stream.of(components).map(PrintedSecretsTest::value).toArray());

        assertThat(made.toString()).doesNotContain(SECRET);
    }

    private static Object value(RecordComponent component) {
        Class<?> type = component.getType();
        if (isSecret(component)) {
            return SECRET;
        }
        if (type == Optional.class) {
            return Optional.empty();
        }
        if (type == boolean.class) {
            return false;
        }
        if (type == int.class) {
            return 0;
        }
        if (type == long.class) {
            return 0L;
        }
        if (type == Map.class) {
            return Map.of();
        }
        return Collection.class.isAssignableFrom(type) ? type == Set.class ? Set.of() : List.of() : null;
    }
}
