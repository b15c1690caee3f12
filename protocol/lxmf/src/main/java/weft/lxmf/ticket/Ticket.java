package weft.lxmf.ticket;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import weft.reticulum.Digest;
import weft.reticulum.crypto.Hashes;

/**
 * Sixteen secret bytes that stand for work until they expire (lxmf §12). Whoever holds them can write at no cost, so
 * {@link #toString()} shows none of them.
 *
 * @param expiresAt seconds since 1970 by the issuer's clock
 * @param secret 16 bytes
 */
public record Ticket(double expiresAt, byte[] secret) {

    /** Size of the secret, in bytes. */
    public static final int LENGTH = 16;

    /**
     * Checks the size.
     *
     * @throws IllegalArgumentException unless there are exactly 16 bytes
     */
    public Ticket {
        if (secret.length != LENGTH) {
            throw new IllegalArgumentException("a ticket has 16 bytes, not " + secret.length);
        }
    }

    /** Whether it is still good at this time. */
    public boolean isValidAt(double unixTime) {
        return expiresAt > unixTime;
    }

    /** What the holder puts in the place of a stamp: 16 bytes. */
    public byte[] stampFor(Digest message) {
        return Arrays.copyOf(Hashes.sha256Bytes(secret, message.bytes()), LENGTH);
    }

    /** Whether the stamp was made from this ticket, in constant time. */
    public boolean made(byte[] stamp, Digest message) {
        return MessageDigest.isEqual(stampFor(message), stamp);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ticket ticket
                && expiresAt == ticket.expiresAt
                && MessageDigest.isEqual(secret, ticket.secret);
    }

    @Override
    public int hashCode() {
        return 31 * Double.hashCode(expiresAt) + Arrays.hashCode(secret);
    }

    /** Expiry and a fingerprint, never the secret. */
    @Override
    public String toString() {
        return "Ticket[" + expiresAt + ", " + HexFormat.of().toHexDigits((short) hashCode()) + "]";
    }
}
