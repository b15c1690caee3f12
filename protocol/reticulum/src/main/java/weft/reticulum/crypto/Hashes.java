package weft.reticulum.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import weft.reticulum.Address;
import weft.reticulum.Digest;

/** SHA-256, the only hash of the protocol (rns-core §2). */
public final class Hashes {

    private Hashes() {}

    /** The hash of the parts, one after the other. */
    public static Digest sha256(byte[]... parts) {
        return Digest.of(sha256Bytes(parts));
    }

    /** The hash of {@code length} bytes from {@code offset}. */
    public static Digest sha256(byte[] source, int offset, int length) {
        MessageDigest digest = newDigest();
        digest.update(source, offset, length);
        return Digest.of(digest.digest());
    }

    /** The hash of the parts as raw bytes. */
    public static byte[] sha256Bytes(byte[]... parts) {
        MessageDigest digest = newDigest();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    /** The first sixteen bytes of the hash: T(x) of the specification. */
    public static Address truncated(byte[]... parts) {
        return Address.read(sha256Bytes(parts), 0);
    }

    /** A fresh SHA-256 for callers that hash in pieces. */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
