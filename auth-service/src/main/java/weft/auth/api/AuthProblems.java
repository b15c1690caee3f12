package weft.auth.api;

import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import weft.auth.domain.Refused;
import weft.auth.domain.Username;
import weft.auth.store.IdempotencyStore;
import weft.service.http.IdempotencyKey;
import weft.service.problem.Problem;
import weft.service.problem.ProblemMapper;

/** What the refusals of this service look like from outside. */
public final class AuthProblems {

    @ServerExceptionMapper
    Response refused(Refused refusal) {
        return ProblemMapper.response(problem(refusal));
    }

    @ServerExceptionMapper
    Response reused(IdempotencyStore.KeyReused reused) {
        return ProblemMapper.response(IdempotencyKey.reused());
    }

    @ServerExceptionMapper
    Response lost(IdempotencyStore.AnswerLost lost) {
        return ProblemMapper.response(IdempotencyKey.answerLost());
    }

    /** The words for each reason. The type ends in the reason's code. */
    private static Problem problem(Refused refusal) {
        return switch (refusal.reason()) {
            case UNKNOWN -> Problem.notFound();
            case SESSION_OVER -> Problem.notSignedIn();
            case SESSIONS_ALONE -> Problem.notAllowed("This takes a session in a browser, no API token.");
            case WRONG_CREDENTIALS -> of(401, refusal, "Username or password is wrong");
            case WRONG_PASSWORD -> wrongPassword(refusal);
            case ACCOUNT_DISABLED -> disabled(refusal);
            case THROTTLED -> throttled(refusal);
            case UNDER_WAY -> underWay(refusal);
            case BUSY -> busy(refusal);
            case USERNAME -> username(refusal);
            case USERNAME_TAKEN -> taken(refusal);
            case USERNAME_LOOKS_ALIKE -> looksAlike(refusal);
            case PASSWORD_TOO_LONG -> tooLong(refusal);
            case PASSWORD_TOO_SHORT -> tooShort(refusal);
            case PASSWORD_GUESSABLE -> guessable(refusal);
            case PASSWORD_CHANGED -> changed(refusal);
            case LAST_OPERATOR -> lastOperator(refusal);
            case INVITE_UNKNOWN -> inviteUnknown(refusal);
            case INVITE_GONE -> inviteGone(refusal);
            case TOO_MANY_INVITES -> tooManyInvites(refusal);
            case TOO_MANY_TOKENS -> tooManyTokens(refusal);
            case RESET_UNKNOWN -> resetUnknown(refusal);
            case SETUP_DONE -> setUp(refusal);
            case SETUP_TOKEN_WRONG -> wrongToken(refusal);
        };
    }

    private static Problem of(int status, Refused refusal, String title) {
        return Problem.of(status, refusal.reason().code(), title).withField(refusal.field());
    }

    private static Problem broken(Refused refusal, String detail) {
        return Problem.ruleBroken(refusal.field(), refusal.reason().code(), detail);
    }

    private static Problem later(Refused refusal, String title) {
        return Problem.tooMany(refusal.reason().code(), title, refusal.waiting());
    }

    private static Problem wrongPassword(Refused refusal) {
        return of(403, refusal, "The password is wrong")
                .withDetail("Give the password of the account that is signed in.");
    }

    private static Problem disabled(Refused refusal) {
        return of(403, refusal, "This account is disabled").withDetail("Ask an operator of this node.");
    }

    private static Problem throttled(Refused refusal) {
        return later(refusal, "Too many failed attempts").withDetail("Wait, or ask an operator to unlock the account.");
    }

    private static Problem underWay(Refused refusal) {
        return later(refusal, "Too many attempts at once")
                .withDetail("Earlier ones are still being checked. Try again in a moment.");
    }

    private static Problem busy(Refused refusal) {
        return later(refusal, "Too many people are signing in at once").withDetail("Try again in a moment.");
    }

    private static Problem username(Refused refusal) {
        return broken(refusal, refusal.getMessage())
                .with("min", Username.MIN_LENGTH)
                .with("max", Username.MAX_LENGTH);
    }

    private static Problem taken(Refused refusal) {
        return of(409, refusal, "This username is taken").withDetail("Choose another one.");
    }

    private static Problem looksAlike(Refused refusal) {
        return of(409, refusal, "This username looks like another one")
                .withDetail("Choose one that can't be taken for somebody else's: letters and digits that"
                        + " look alike, such as l, i and 1 or o and 0, count as the same.");
    }

    private static Problem tooLong(Refused refusal) {
        return broken(refusal, "A password has at most " + refusal.limit() + " characters.")
                .with("max", refusal.limit());
    }

    private static Problem tooShort(Refused refusal) {
        return broken(
                        refusal,
                        "A password has at least " + refusal.limit()
                                + " characters; four words in a row are a good one.")
                .with("min", refusal.limit());
    }

    private static Problem guessable(Refused refusal) {
        return broken(
                refusal,
                "This password is among the first that a guesser tries, or is made of such words,"
                        + " of the username or of the node's name. Choose another one.");
    }

    private static Problem changed(Refused refusal) {
        return of(409, refusal, "The password was changed meanwhile")
                .withDetail("Somebody else chose another one while this was checked. Sign in again with the newest.");
    }

    private static Problem lastOperator(Refused refusal) {
        return of(409, refusal, "This is the last operator").withDetail("Make another member an operator first.");
    }

    private static Problem inviteUnknown(Refused refusal) {
        return of(404, refusal, "There is no such invite").withDetail("Check the code, or ask for a new invite.");
    }

    private static Problem inviteGone(Refused refusal) {
        return of(410, refusal, "This invite can't be used any more")
                .withDetail("It was used, has expired or was taken back. Ask for a new one.");
    }

    private static Problem tooManyInvites(Refused refusal) {
        return of(409, refusal, "There are as many open invites as there may be")
                .withDetail("Take back one that isn't needed any more.")
                .with("max", refusal.limit());
    }

    private static Problem tooManyTokens(Refused refusal) {
        return of(409, refusal, "There are as many API tokens as there may be")
                .withDetail("Delete one that isn't used any more.")
                .with("max", refusal.limit());
    }

    private static Problem resetUnknown(Refused refusal) {
        return of(404, refusal, "This reset link can't be used")
                .withDetail(
                        "It was used, is older than an hour, or a newer one took its place. Ask an operator for a new one.");
    }

    private static Problem setUp(Refused refusal) {
        return of(410, refusal, "This node is set up already")
                .withDetail(
                        "Sign in, or ask an operator for an invite. Whoever runs the machine makes a new token with weft admin"
                                + " setup-token.");
    }

    private static Problem wrongToken(Refused refusal) {
        return of(403, refusal, "This is not the set-up token")
                .withDetail(
                        "The node shows it at each start until there is an operator; later weft admin setup-token shows one.");
    }
}
