package weft.message.api;

import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import weft.lxmf.message.Message;
import weft.message.delivery.RuleBroken;
import weft.message.delivery.UnreadableContent;
import weft.message.domain.FieldsJson;
import weft.message.store.Idempotency;
import weft.message.store.Identities;
import weft.message.store.sealing.UnreadableIdentity;
import weft.message.store.sql.Conflict;
import weft.message.store.sql.StoreUnavailable;
import weft.message.store.sql.UnknownObject;
import weft.service.http.IdempotencyKey;
import weft.service.log.Sampled;
import weft.service.problem.Problem;
import weft.service.problem.ProblemMapper;
import weft.service.vault.UnreadableSeal;

/** What the failures of this service look like from outside. */
public final class MessageProblems {

    private static final Logger LOG = Logger.getLogger(MessageProblems.class);
    private static final Duration DATABASE_WAIT = Duration.ofSeconds(2);

    /** As many lines as there are requests would fill what is left of a full disk. */
    private static final Sampled AWAY = new Sampled(Duration.ofSeconds(10));

    private static final Sampled UNREADABLE = new Sampled(Duration.ofMinutes(1));

    @ServerExceptionMapper
    Response unknown(UnknownObject unknown) {
        return ProblemMapper.response(Problem.notFound());
    }

    @ServerExceptionMapper
    Response unavailable(StoreUnavailable away) {
        AWAY.happened()
                .ifPresent(
                        times -> LOG.warnf("the database can't be used: %d requests, now %s", times, away.getCause()));
        return ProblemMapper.response(Problem.unavailable(
                "The database can't be used just now; nothing may have been saved. Try again.", DATABASE_WAIT));
    }

    @ServerExceptionMapper
    Response conflict(Conflict conflict) {
        return ProblemMapper.response(
                Identities.ADDRESS_TAKEN.equals(conflict.constraint())
                        ? Problem.conflict("identity-exists", "This identity lives on this node already")
                                .withField("privateKey")
                                .withDetail("An identity has one place on a node. If it is yours under another account"
                                        + " here, delete it there first; its key and messages can be taken along.")
                        : Problem.conflict("conflict", "Something else changed the same thing at the same time"));
    }

    @ServerExceptionMapper
    Response unreadable(UnreadableIdentity identity) {
        return ProblemMapper.response(Problem.conflict(
                        "identity-unreadable", "The private key of this identity can't be read on this node")
                .withDetail("Nothing can be sent or received with it. Ask the operator to put the database or the"
                        + " master key back from a backup, or use another identity."));
    }

    @ServerExceptionMapper
    Response unreadable(UnreadableSeal seal) {
        UNREADABLE
                .happened()
                .ifPresent(times -> LOG.errorf(
                        "requests met stored data that can't be read: %d, the last: %s", times, seal.getMessage()));
        return ProblemMapper.response(Problem.conflict(
                        "stored-data-unreadable", "Something stored that this takes can't be read on this node")
                .withDetail("Ask the operator to put the database or the master key back from a backup."));
    }

    @ServerExceptionMapper
    Response reused(Idempotency.KeyReused reused) {
        return ProblemMapper.response(IdempotencyKey.reused());
    }

    @ServerExceptionMapper
    Response lost(Idempotency.AnswerLost lost) {
        return ProblemMapper.response(IdempotencyKey.answerLost());
    }

    @ServerExceptionMapper
    Response broken(RuleBroken rule) {
        Problem problem = (rule.status() == 413
                        ? Problem.of(413, rule.slug(), "This is too large")
                        : Problem.ruleBroken(rule.field(), rule.slug(), rule.getMessage()))
                .withDetail(rule.getMessage());
        if (rule.limit() != null) {
            problem = problem.with("limit", rule.limit());
        }
        return ProblemMapper.response(rule.address() == null ? problem : problem.with("address", rule.address()));
    }

    @ServerExceptionMapper
    Response unreadable(FieldsJson.Unreadable fields) {
        return ProblemMapper.response(Problem.ruleBroken(fields.field(), "fields", fields.getMessage()));
    }

    @ServerExceptionMapper
    Response pastBounds(FieldsJson.PastBounds bounds) {
        return ProblemMapper.response(
                switch (bounds.reason()) {
                    case TOO_MANY_VALUES ->
                        Problem.ruleBroken(
                                        "fields",
                                        "too-many-values",
                                        "A message holds at most " + Message.MAX_VALUES
                                                + " values in its fields, files included: keys, elements and containers. Send less, or send it as a file.")
                                .with("max", Message.MAX_VALUES);
                    case TOO_DEEP ->
                        Problem.ruleBroken(
                                        "fields",
                                        "too-deep",
                                        "The fields of a message are nested at most " + Message.MAX_DEPTH
                                                + " levels deep. Send something flatter, or send it as a file.")
                                .with("max", Message.MAX_DEPTH);
                });
    }

    @ServerExceptionMapper
    Response damaged(UnreadableContent content) {
        return ProblemMapper.response(Problem.of(410, "unreadable", "This can't be read any more")
                .withDetail(
                        "It is kept, but it does not open with this node's keys: it was changed, or the master key is"
                                + " another one. A backup that has it can be restored."));
    }
}
