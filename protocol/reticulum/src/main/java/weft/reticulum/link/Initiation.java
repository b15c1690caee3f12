package weft.reticulum.link;

import java.util.Arrays;
import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Entropy;
import weft.reticulum.WireRejection;
import weft.reticulum.crypto.Ed25519;
import weft.reticulum.crypto.X25519;
import weft.reticulum.identity.Identity;
import weft.reticulum.packet.Packet;

/** What an initiator holds between request and proof: its ephemeral secrets and whom it expects to answer. */
final class Initiation {

    private final Identity recipient;
    private final byte[] ephemeralKey;
    private final byte[] signingSeed;
    private final int mtu;
    private final Packet request;

    private Initiation(Identity recipient, byte[] ephemeralKey, byte[] signingSeed, int mtu, Packet request) {
        this.recipient = recipient;
        this.ephemeralKey = ephemeralKey;
        this.signingSeed = signingSeed;
        this.mtu = mtu;
        this.request = request;
    }

    static Initiation begin(Identity recipient, Address destination, int mtu, Entropy entropy) {
        byte[] ephemeral = entropy.bytes(X25519.KEY_LENGTH);
        byte[] seed = entropy.bytes(Ed25519.KEY_LENGTH);
        Packet request = new LinkRequest(
                        X25519.publicKey(ephemeral),
                        Ed25519.publicKey(seed),
                        Optional.of(new Signalling(Signalling.AES_256, mtu)))
                .packet(destination);
        return new Initiation(recipient, ephemeral, seed, mtu, request);
    }

    Packet request() {
        return request;
    }

    /** Signs as the initiator of the link, with the key from its request. */
    byte[] sign(byte[] message) {
        return Ed25519.sign(signingSeed, message);
    }

    /** Verifies the answer; changes nothing. */
    Decoded<Agreed> verify(Address linkId, Packet proofPacket) {
        return LinkProof.decode(proofPacket).then(proof -> {
            Signalling told = proof.signalling().orElse(Signalling.ABSENT);
            if (!told.usable() || told.mtu() > Math.max(mtu, Packet.MTU)) {
                return Decoded.rejected(LinkRejection.CHANGED_SIGNALLING);
            }
            if (!proof.isSignedBy(recipient, linkId)) {
                return Decoded.rejected(WireRejection.BAD_SIGNATURE);
            }
            return LinkKeys.agree(ephemeralKey, proof.encryptionKey(), linkId)
                    .map(keys -> Decoded.value(new Agreed(keys, told.mtu())))
                    .orElseGet(() -> Decoded.rejected(WireRejection.UNUSABLE_KEY));
        });
    }

    /** Overwrites the key that would open a recording of this link; the signing key lives as long as the link. */
    void forget() {
        Arrays.fill(ephemeralKey, (byte) 0);
    }

    /** What a good proof settles. */
    record Agreed(LinkKeys keys, int mtu) {}
}
