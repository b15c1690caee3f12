package weft.message.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import weft.message.store.Events;
import weft.message.store.Events.Event;
import weft.service.token.Caller;
import weft.service.token.Scope;

class EventScopesTest {

    private static final UUID CREDENTIAL = UUID.randomUUID();

    @Test
    void eachEventTakesTheScopeThatItsListTakesAndNoOther() {
        assertThat(scopesFor(Events.MESSAGE_CREATED)).containsExactly(Scope.MESSAGES_READ);
        assertThat(scopesFor(Events.MESSAGE_STATE)).containsExactly(Scope.MESSAGES_READ);
        assertThat(scopesFor(Events.MESSAGE_DELETED)).containsExactly(Scope.MESSAGES_READ);
        assertThat(scopesFor(Events.CONVERSATION_CHANGED)).containsExactly(Scope.MESSAGES_READ);
        assertThat(scopesFor(Events.SESSION_ENDED)).containsExactly(Scope.ACCOUNT_WRITE);
        assertThat(scopesFor("announce.heard")).containsExactly(Scope.MESH_READ);
        assertThat(scopesFor("interface.state")).containsExactly(Scope.MESH_READ);
    }

    @Test
    void everyTypeOfTheLogHasAScopeAndWhatHasNoneIsToldToNobody() {
        Stream<String> types = Arrays.stream(Events.class.getFields())
                .filter(field -> field.getType() == String.class)
                .map(EventScopesTest::value);

        assertThat(types).isNotEmpty().allMatch(type -> !scopesFor(type).isEmpty());
        assertThat(scopesFor("something.new")).isEmpty();
    }

    @Test
    void aTokenIsToldOfItsOwnEndAndOfNoOther() {
        Caller token = caller(Set.of(Scope.MESSAGES_READ));

        assertThat(EventScopes.allows(token, ended(CREDENTIAL, ""))).isTrue();
        assertThat(EventScopes.allows(token, ended(CREDENTIAL, " password-changed")))
                .isTrue();
        assertThat(EventScopes.allows(token, ended(UUID.randomUUID(), " password-changed")))
                .isFalse();
    }

    private static Event ended(UUID session, String reason) {
        return new Event(
                1,
                Instant.EPOCH,
                Events.SESSION_ENDED,
                Optional.empty(),
                Optional.empty(),
                Optional.of(session + reason));
    }

    private static List<Scope> scopesFor(String type) {
        return Arrays.stream(Scope.values())
                .filter(scope -> EventScopes.allows(caller(Set.of(scope)), type))
                .toList();
    }

    private static Caller caller(Set<Scope> scopes) {
        return new Caller(
                Caller.Kind.API_TOKEN, UUID.randomUUID(), "member", CREDENTIAL, Set.of(), scopes, null, "203.0.113.9");
    }

    private static String value(Field field) {
        try {
            return (String) field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
