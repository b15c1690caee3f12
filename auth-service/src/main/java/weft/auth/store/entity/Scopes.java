package weft.auth.store.entity;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import weft.service.token.Scope;

/** Scopes in a column: their names with spaces between them. */
@Converter
public class Scopes implements AttributeConverter<Set<Scope>, String> {

    @Override
    public String convertToDatabaseColumn(Set<Scope> scopes) {
        return scopes.stream().sorted().map(Scope::text).collect(Collectors.joining(" "));
    }

    @Override
    public Set<Scope> convertToEntityAttribute(String text) {
        return parse(text);
    }

    public static Set<Scope> parse(String text) {
        return Arrays.stream(text.split(" "))
                .flatMap(scope -> Scope.of(scope).stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}
