package weft.reticulum.router;

import weft.reticulum.Address;

/** The destinations behind this Router: hosted ones, and the probe responder. */
final class OwnDestinations {

    private final HostedTable hosted;
    private final HostedAnswers answers;
    private final ProbeResponder probe;

    OwnDestinations(HostedTable hosted, HostedAnswers answers, ProbeResponder probe) {
        this.hosted = hosted;
        this.answers = answers;
        this.probe = probe;
    }

    boolean isOwn(Address destination) {
        return hosted.get(destination) != null || probe.is(destination);
    }

    /** Somebody on that interface asks for the path to one of them. */
    void answer(Address destination, MeshInterface on) {
        if (probe.is(destination)) {
            probe.answer(on);
        } else {
            answers.ask(destination, on);
        }
    }
}
