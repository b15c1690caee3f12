package weft.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The workflows: two linters, this repository's own rules, and how a release is put together. */
class WorkflowsTest {

    private static final Path BAD = Tools.ROOT.resolve("deploy/checks/src/test/resources/workflows");

    @TempDir
    Path place;

    @Test
    void zizmorFindsNothing() {
        Tools.Outcome outcome = zizmor(Tools.ROOT.resolve(".github"));
        assertThat(outcome.output()).contains("build.yml", "dependabot.yml", "No findings to report");
        assertThat(outcome.ok()).isTrue();
    }

    /** Two findings are put aside, each on its line: the action that works by tag only, and a new way to write "here". */
    @Test
    void nothingMoreIsHiddenFromZizmor() throws IOException {
        List<String> ignored = new ArrayList<>();
        for (Workflow workflow : Workflow.all()) {
            workflow.text()
                    .lines()
                    .filter(line -> line.contains("zizmor:"))
                    .forEach(line -> ignored.add(line.strip().replaceAll("\\s+", " ")));
        }
        assertThat(ignored)
                .containsExactly(
                        "uses: ./.github/workflows/build.yml # zizmor: ignore[self-repository]",
                        "uses: " + WorkflowRules.BY_TAG + " # zizmor: ignore[unpinned-uses]");
        assertThat(Tools.ROOT.resolve(".github/zizmor.yml")).doesNotExist();
    }

    @Test
    void actionlintFindsNothing() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Workflow workflow : Workflow.all()) {
            files.add(Workflow.DIRECTORY.resolve(workflow.name()));
        }
        Tools.Outcome outcome = actionlint(files);
        assertThat(outcome.output()).isEmpty();
        assertThat(outcome.ok()).isTrue();
    }

    @Test
    void bothFindWhatIsWrong() throws IOException {
        Path file = BAD.resolve("untrusted-text.yml");
        SourceTree repository = new SourceTree(place)
                .with(".github/workflows/bad.yml", Workflow.read(file).text());
        assertThat(zizmor(repository.directory()).output())
                .contains("template-injection", "dangerous-triggers", "unpinned-uses", "excessive-permissions");
        assertThat(zizmor(repository.directory()).ok()).isFalse();
        Tools.Outcome outcome = actionlint(List.of(file));
        assertThat(outcome.output()).contains("is potentially untrusted", "SC2086");
        assertThat(outcome.ok()).isFalse();
    }

    @Test
    void theyKeepTheRulesOfTheHouse() throws IOException {
        for (Workflow workflow : Workflow.all()) {
            assertThat(WorkflowRules.findings(workflow)).as(workflow.name()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tag            | actions/checkout@v7 is not a commit
            tag            | evil/generator/.github/workflows/generator_generic_slsa3.yml@v2.1.0 is not a commit
            no-version     | actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 doesn't say its version
            permissions    | the workflow has permissions of its own
            permissions    | test doesn't list its permissions
            permissions    | no reason for the permission contents: read
            permissions    | no reason for the permission packages: write  # needed
            job            | runs of the workflow don't wait for each other
            job            | test has no name
            job            | test may run for ever
            job            | test has a step without a name
            job            | test goes on after a failure
            job            | test leaves its token in the checkout
            job            | call hands every secret on
            untrusted-text | the workflow runs with rights on pull_request_target
            untrusted-text | test puts an expression into a shell line
            identity       | test may sign and signs nothing
            release        | java builds a release from a cache
            release        | go builds a release from a cache
            release        | image builds a release from a cache
            release        | publish publishes what nobody has looked at
            release        | edit publishes what nobody has looked at
            """)
    void eachRuleFindsWhatBreaksIt(String file, String finding) throws IOException {
        assertThat(WorkflowRules.findings(Workflow.read(BAD.resolve(file + ".yml"))))
                .contains(finding);
    }

    @Test
    void aReleaseIsBuiltAndAttestedInOneReusableWorkflow() throws IOException {
        Workflow build = Workflow.read(Workflow.DIRECTORY.resolve("build.yml"));
        assertThat(build.tree().path("on").properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("workflow_call");
        assertThat(signing(build)).containsExactly("files", "index");

        JsonNode files = build.jobs().get("files");
        assertThat(names(files.get("needs")))
                .containsExactly("distribution", "index", "installer", "native", "version");
        assertThat(Workflow.using(files, "actions/attest"))
                .extracting(step -> step.at("/with/subject-checksums").asText())
                .containsExactly("release/SHA256SUMS", "made-of-libraries");

        JsonNode index = build.jobs().get("index");
        assertThat(Workflow.using(index, "actions/attest")).hasSize(2).allSatisfy(step -> assertThat(
                        step.at("/with/push-to-registry").asBoolean())
                .isTrue());
        assertThat(Workflow.shellOf(index))
                .anyMatch(shell -> shell.contains("cosign sign --yes --recursive \"$IMAGE@$DIGEST\""));
    }

    @Test
    void onlyWhoSignsMaySpeakForTheRepository() throws IOException {
        List<String> may = new ArrayList<>();
        for (Workflow workflow : Workflow.all()) {
            signing(workflow).forEach(job -> may.add(workflow.name() + " " + job));
        }
        assertThat(may)
                .containsExactly(
                        "build.yml files",
                        "build.yml index",
                        "release.yml build",
                        "release.yml provenance",
                        "scan.yml scorecard");
    }

    @Test
    void theDraftComesLastAndIsVerifiedFirst() throws IOException {
        Workflow release = Workflow.read(Workflow.DIRECTORY.resolve("release.yml"));
        assertThat(release.tree().at("/on/push/tags/0").asText()).isEqualTo("v*");
        Map<String, JsonNode> jobs = release.jobs();
        assertThat(jobs).containsOnlyKeys("build", "provenance", "draft");
        assertThat(jobs.get("build").get("uses").asText()).isEqualTo("./.github/workflows/build.yml");
        assertThat(jobs.get("provenance").get("uses").asText()).isEqualTo(WorkflowRules.BY_TAG);
        assertThat(jobs.get("provenance").at("/with/upload-assets").asBoolean()).isFalse();
        assertThat(jobs.get("provenance").at("/with/draft-release").asText()).isEqualTo("true");
        assertThat(names(jobs.get("draft").get("needs"))).containsExactly("build", "provenance");

        List<String> shell = Workflow.shellOf(jobs.get("draft"));
        assertThat(shell).hasSize(2);
        assertThat(shell.get(0)).isEqualTo("deploy/verify --repo \"$GITHUB_REPOSITORY\" release");
        assertThat(shell.get(1)).contains("gh release create \"$GITHUB_REF_NAME\" --draft --verify-tag");
    }

    @Test
    void scannersAreOfTheVersionsThatWereLookedAt() throws IOException {
        Workflow scan = Workflow.read(Workflow.DIRECTORY.resolve("scan.yml"));
        for (String job : List.of("files", "image")) {
            assertThat(Workflow.using(scan.jobs().get(job), "aquasecurity/trivy-action"))
                    .isNotEmpty()
                    .allSatisfy(step -> assertThat(step.at("/with/version").asText())
                            .matches("v\\d+\\.\\d+\\.\\d+")
                            .isNotIn("v0.69.4", "v0.69.5", "v0.69.6"));
        }
        // Whoever publishes a score runs nothing else, and has no environment of the whole workflow.
        assertThat(Workflow.shellOf(scan.jobs().get("scorecard"))).isEmpty();
        assertThat(scan.tree().has("env") || scan.tree().has("defaults")).isFalse();
    }

    private static TreeSet<String> signing(Workflow workflow) {
        TreeSet<String> jobs = new TreeSet<>();
        workflow.jobs().forEach((name, job) -> {
            if (job.path("permissions").has("id-token")) {
                jobs.add(name);
            }
        });
        return jobs;
    }

    private static TreeSet<String> names(JsonNode list) {
        TreeSet<String> names = new TreeSet<>();
        list.forEach(name -> names.add(name.asText()));
        return names;
    }

    private static Tools.Outcome zizmor(Path directory) {
        return Tools.run(
                Tools.checker("zizmor"), "--offline", "--no-config", "--persona", "pedantic", directory.toString());
    }

    private static Tools.Outcome actionlint(List<Path> files) {
        List<String> command = new ArrayList<>(List.of(
                Tools.checker("actionlint"), "-no-color", "-shellcheck", Tools.checker("shellcheck"), "-pyflakes", ""));
        files.forEach(file -> command.add(file.toString()));
        return Tools.run(Tools.ROOT, command);
    }
}
