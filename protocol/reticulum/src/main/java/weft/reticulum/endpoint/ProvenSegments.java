package weft.reticulum.endpoint;

import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import weft.reticulum.Digest;
import weft.reticulum.link.Link;
import weft.reticulum.packet.Context;
import weft.reticulum.resource.ResourceProof;

/**
 * The segments that were completed on one link and the proofs that were sent for them, so that a late advertisement does not
 * start a transfer again and a lost proof can be repeated (links-and-resources §20). Holds the last 64.
 */
final class ProvenSegments {

    static final int CAPACITY = 64;

    private final SequencedMap<Digest, Optional<ResourceProof>> segments = new LinkedHashMap<>();

    void finished(Digest segment) {
        if (segments.putIfAbsent(segment, Optional.empty()) == null && segments.size() > CAPACITY) {
            segments.pollFirstEntry();
        }
    }

    boolean isFinished(Digest segment) {
        return segments.containsKey(segment);
    }

    void prove(long now, ResourceProof proof, LinkPort port) {
        finished(proof.resource());
        segments.put(proof.resource(), Optional.of(proof));
        send(now, proof, port);
    }

    /** Sends the proof of a segment again, if it was proven. */
    void repeat(long now, Digest segment, LinkPort port) {
        Optional<ResourceProof> proof = segments.get(segment);
        if (proof != null) {
            proof.ifPresent(known -> send(now, known, port));
        }
    }

    /** Sends the proof that travelled in that packet again; false when there is none. */
    boolean repeatPacket(long now, Digest packetHash, LinkPort port) {
        for (Optional<ResourceProof> proof : segments.values()) {
            if (proof.isPresent() && proof.get().packetHash(port.id()).equals(packetHash)) {
                send(now, proof.get(), port);
                return true;
            }
        }
        return false;
    }

    private static void send(long now, ResourceProof proof, LinkPort port) {
        Link link = port.link();
        link.sendProof(now, Context.RESOURCE_PROOF, proof.bytes(), port.transport());
    }
}
