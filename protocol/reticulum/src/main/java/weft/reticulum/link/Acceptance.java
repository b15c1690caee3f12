package weft.reticulum.link;

import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Entropy;
import weft.reticulum.WireRejection;
import weft.reticulum.crypto.X25519;
import weft.reticulum.hosting.ToEndpoint.Inbound;
import weft.reticulum.identity.PrivateIdentity;
import weft.reticulum.packet.Packet;

/**
 * A responder's answer to a good link request.
 *
 * @param peerSigningKey with which the initiator proves packets
 * @param mtu as the proof says it
 */
record Acceptance(Address linkId, Packet proof, LinkKeys keys, byte[] peerSigningKey, int mtu) {

    /** Verifies the request and agrees on keys; {@code ownMtu} is the most that this end takes, in bytes. */
    static Decoded<Acceptance> of(Packet request, Inbound inbound, PrivateIdentity owner, int ownMtu, Entropy entropy) {
        return LinkRequest.decode(request).then(asked -> {
            Address id = LinkRequest.linkId(request);
            byte[] ephemeral = entropy.bytes(X25519.KEY_LENGTH);
            Optional<LinkKeys> keys = LinkKeys.agree(ephemeral, asked.encryptionKey(), id);
            if (keys.isEmpty()) {
                return Decoded.rejected(WireRejection.UNUSABLE_KEY);
            }
            int mtu = asked.signalling()
                    .map(s -> Math.min(s.mtu(), Math.min(ownMtu, inbound.linkMtu())))
                    .orElse(Packet.MTU);
            LinkProof proof =
                    LinkProof.sign(id, X25519.publicKey(ephemeral), new Signalling(Signalling.AES_256, mtu), owner);
            return Decoded.value(new Acceptance(id, proof.packet(id), keys.get(), asked.signingKey(), mtu));
        });
    }
}
