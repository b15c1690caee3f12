package weft.reticulum.router;

import java.util.Optional;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.announce.Announce;
import weft.reticulum.hosting.Attachment;
import weft.reticulum.hosting.ToEndpoint;
import weft.reticulum.hosting.ToRouter;

/** What an announce of a hosted destination sets off: it is kept, paced, and told to those who wait for it. */
final class HostedAnnounces {

    private static final int UNKNOWN_HOPS = 128;
    private static final long LOCAL_TIMEOUT = Seconds.nanos(6);
    private static final long LOCAL_BITRATE = 1_000_000_000;

    private final Turn turn;
    private final Attachments attachments;
    private final HostedTable hosted;
    private final OwnAnnounces own;
    private final HostedAnswers answers;
    private final PathWants wants;

    HostedAnnounces(
            Turn turn,
            Attachments attachments,
            HostedTable hosted,
            OwnAnnounces own,
            HostedAnswers answers,
            PathWants wants) {
        this.turn = turn;
        this.attachments = attachments;
        this.hosted = hosted;
        this.own = own;
        this.answers = answers;
        this.wants = wants;
    }

    /** An announce for everybody; its outcome. */
    ToEndpoint.Outcome announce(ToRouter.Outbound out, Digest hash) {
        keep(out);
        int leaving = own.announce(out.owner(), out.raw());
        if (leaving == 0) {
            return new ToEndpoint.NoPath(out.owner(), out.ref());
        }
        return sent(out, hash, UNKNOWN_HOPS, Optional.empty());
    }

    /** An announce for other hosted destinations; its outcome. */
    ToEndpoint.Outcome announceLocally(ToRouter.Outbound out, Digest hash) {
        keep(out);
        return sent(out, hash, 0, Optional.of(attachments.local()));
    }

    /** An announce for one interface: it answers a path request, or the Router's own question; the packet that is to leave. */
    byte[] answer(ToRouter.Outbound out, MeshInterface on) {
        keep(out);
        answers.answered(out.owner(), on);
        on.countAnnounceOut();
        return own.made(on, out.owner(), out.raw());
    }

    private void keep(ToRouter.Outbound out) {
        HostedTable.Hosted known = hosted.get(out.owner());
        if (known != null) {
            known.announced(out.raw());
        }
        wants.knownLocally(out.owner(), out.raw());
        if (Announce.decode(out.raw()) instanceof Decoded.Value<Announce>(Announce announce)
                && !announce.pathResponse()) {
            turn.emit(new RouterOutput.AnnounceHeard(announce, 0, Attachments.LOCAL, out.raw()));
        }
    }

    private static ToEndpoint.Sent sent(ToRouter.Outbound out, Digest hash, int hops, Optional<Attachment> on) {
        return new ToEndpoint.Sent(out.owner(), out.ref(), hash, hops, on, LOCAL_TIMEOUT, LOCAL_BITRATE);
    }
}
