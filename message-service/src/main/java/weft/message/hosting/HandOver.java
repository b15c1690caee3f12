package weft.message.hosting;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;
import weft.message.hosting.endpoint.HostedEndpoints;

/**
 * What a process does for shards that it is about to give to another. Nothing of them is begun any more when it starts. What came in
 * is written and acknowledged, then the links are closed, then what the endpoints said is written; each within {@link #STEP}, all
 * within less than two seconds. What took longer the next owner does: messages under way are due again in its epoch, and an
 * arrival that was not acknowledged is sent again.
 */
@ApplicationScoped
class HandOver {

    private static final Duration STEP = Duration.ofMillis(600);

    private final JournalWriter journal;
    private final HostedEndpoints endpoints;
    private final GroupCommit commits;

    HandOver(JournalWriter journal, HostedEndpoints endpoints, GroupCommit commits) {
        this.journal = journal;
        this.endpoints = endpoints;
        this.commits = commits;
    }

    /** Waits until all is done or the time is over. */
    void drain(Set<Integer> shards) {
        journal.awaitWritten(STEP);
        endpoints.leave(shards, STEP);
        commits.awaitWritten(STEP);
    }
}
