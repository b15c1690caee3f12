package weft.auth.store.entity;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import weft.service.token.Role;

/** Roles in a column: their names with spaces between them. */
@Converter
public class Roles implements AttributeConverter<Set<Role>, String> {

    @Override
    public String convertToDatabaseColumn(Set<Role> roles) {
        return text(roles);
    }

    @Override
    public Set<Role> convertToEntityAttribute(String text) {
        return parse(text);
    }

    public static String text(Collection<Role> roles) {
        return roles.stream().sorted().map(Role::text).collect(Collectors.joining(" "));
    }

    public static Set<Role> parse(String text) {
        return Arrays.stream(text.split(" "))
                .flatMap(role -> Role.of(role).stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}
