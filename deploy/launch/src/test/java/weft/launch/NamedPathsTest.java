package weft.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamedPathsTest {

    @Test
    void whatCanBeReadStarts() {
        assertThat(NamedPaths.refusal(List.of("start", "--data", "/srv/H\u00e4fen $(x) `y`"), "/home/ada", "UTF-8"))
                .isEmpty();
    }

    @Test
    void aLostLetterOfAnArgumentIsNamedWithWhatToDo() {
        assertThat(NamedPaths.refusal(List.of("--data", "/srv/H\uFFFD\uFFFDfen"), "/home/ada", "ANSI_X3.4-1968"))
                .hasValueSatisfying(line -> assertThat(line)
                        .startsWith("Weft does not start: an argument")
                        .contains("ANSI_X3.4-1968", "LC_ALL=C.UTF-8"));
    }

    @Test
    void soIsOneOfTheDirectoryItWasStartedIn() {
        assertThat(NamedPaths.refusal(List.of("start"), "/home/J\uFFFDrg", "ANSI_X3.4-1968"))
                .hasValueSatisfying(line -> assertThat(line).contains("the directory it was started in"));
    }
}
