package weft.node.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What initdb has said when it failed, and what an operator is told. */
class FailedProgramTest {

    @Test
    void aFullDiskIsNamed() {
        assertThat(reason("""
                The files belonging to this database system will be owned by user "weft".
                creating configuration files ... ok
                running bootstrap script ... 2026-11-29 20:00:00.000 UTC [7] FATAL:  53100: could not write to file "base/1/1255": No space left on device
                child process exited with exit code 1
                initdb: removing data directory "/data/postgres.new"
                """, true))
                .contains("the disk is full", "No space left on device", "Make room")
                .doesNotContain("root", "53100");
    }

    @Test
    void modesAreNamed() {
        assertThat(reason("initdb: error: could not create directory \"/data/postgres.new\": Permission denied", true))
                .contains("may not write there", "could not create directory")
                .doesNotContain("root");
    }

    @Test
    void onlyWhereRootIsTheReasonItIsNamed() {
        assertThat(reason("unshare: unshare failed: Operation not permitted", true))
                .contains("As root it needs user namespaces");
        assertThat(reason("initdb: error: invalid locale name \"C\"", true))
                .isEqualTo("PostgreSQL's initdb failed in /data: invalid locale name \"C\".");
        assertThat(reason("", false)).contains("it said nothing");
    }

    private static String reason(String said, boolean asRoot) {
        return FailedProgram.reason("initdb", said, "/data", asRoot);
    }
}
