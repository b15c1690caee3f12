package weft.service.http;

import java.util.Optional;
import weft.names.NameCharacters;

/**
 * The one rule for names that people give, be it an identity, a contact, a token or the node: one line in which something is to be
 * seen and nothing hides. It refuses what is taken out of the names that others announce, see {@link NameCharacters}, so a name that
 * was taken is shown as it is.
 */
public final class Names {

    private Names() {}

    /**
     * Why this is no name: a part of a sentence that begins with what the name is called.
     *
     * @return empty for a name; its length is another rule's
     */
    public static Optional<String> fault(String name) {
        int before = 0;
        for (int at = 0; at < name.length(); at += Character.charCount(before)) {
            int character = name.codePointAt(at);
            if (!NameCharacters.mayStand(character, before)) {
                return Optional.of(
                        "is one line of text without control characters and without those that hide or turn text:"
                                + " U+%04X is not allowed.".formatted(character));
            }
            before = character;
        }
        return name.codePoints().anyMatch(NameCharacters::isVisible)
                ? Optional.empty()
                : Optional.of("has something to be seen in it, not only spaces and invisible characters.");
    }
}
