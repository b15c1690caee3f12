package weft.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import weft.lxmf.message.Text;
import weft.service.http.Names;

/** What members may call themselves and their peers, and what of a name is shown, are one rule. */
class NamesTest {

    private static final int[] CHARACTERS = {
        'a', ' ', '\n', 0, 0x85, 0xA0, 0xAD, 0x301, 0x34F, 0x61C, 0x115F, 0x1160, 0x200B, 0x200C, 0x200D, 0x200E,
        0x2028, 0x202E, 0x2066, 0x2800, 0x3164, 0xE000, 0xFE0F, 0xFEFF, 0xFFA0, 0x1F3F4, 0x1F469, 0xE0067, 0xE007F,
        0xE01EF
    };

    @Test
    void aNameThatIsTakenIsShownAsItIsAndOneThatShowsNothingIsNotTaken() {
        Random random = new Random(7);
        int taken = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(5); n >= 0; n--) {
                text.appendCodePoint(CHARACTERS[random.nextInt(CHARACTERS.length)]);
            }
            String name = text.toString();
            String shown = Text.clean(name, 100);
            if (Names.fault(name).isEmpty()) {
                taken++;
                assertThat(shown).isEqualTo(name.strip());
            } else if (name.codePoints().noneMatch(c -> c == 'a' || c == 0x1F3F4 || c == 0x1F469 || c == 0xE000)) {
                assertThat(shown).isEmpty();
            }
        }
        assertThat(taken).isGreaterThan(1_000);
    }
}
