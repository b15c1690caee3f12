package weft.service.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTest {

    @Test
    void anUnknownMemberIsNamedBesideThoseThatThereAre() {
        Problem problem = Problem.unknownMember("attachments[0].type", List.of("name", "data"));
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.field()).isEqualTo("attachments[0].type");
        assertThat(problem.detail())
                .isEqualTo("There is no member attachments[0].type here. Leave it out; the members are data, name.");
    }

    @Test
    void aLongNameOfAnUnknownMemberIsShownInPart() {
        Problem problem = Problem.unknownMember("n".repeat(1_000), List.of());
        assertThat(problem.field()).isEqualTo("n".repeat(100) + "…");
        assertThat(problem.detail()).hasSizeLessThan(200);
    }
}
