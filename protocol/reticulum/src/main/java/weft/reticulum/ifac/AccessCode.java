package weft.reticulum.ifac;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import weft.reticulum.Decoded;
import weft.reticulum.WireRejection;
import weft.reticulum.crypto.Ed25519;
import weft.reticulum.crypto.Hashes;
import weft.reticulum.crypto.Hkdf;
import weft.reticulum.identity.PrivateIdentity;

/**
 * The access code of an interface: seals what is sent on it and opens what is received (rns-core §19). Both ends must agree on
 * network name, passphrase and size. Immutable; each call costs a signature, some 40 µs.
 */
public final class AccessCode {

    /** Largest code, a whole signature, in bytes. */
    public static final int MAX_SIZE = Ed25519.SIGNATURE_LENGTH;

    private static final byte[] SALT =
            HexFormat.of().parseHex("adf54d882c9a9b80771eb4995d702d4a3e733391b2a0f53f416d9f907e55cff8");
    private static final int CODE_AT = 2;
    private static final byte SEALED = (byte) 0x80;

    private final byte[] key;
    private final PrivateIdentity identity;
    private final int size;

    private AccessCode(byte[] key, int size) {
        this.key = key;
        this.identity = PrivateIdentity.of(key);
        this.size = size;
    }

    /**
     * Derives the code of an interface from its configuration. Empty text and the word "None" count as not set.
     *
     * @param size of the code in bytes, 1 to 64
     * @return empty when neither is set: the interface is open
     * @throws IllegalArgumentException for another size
     */
    public static Optional<AccessCode> derive(String networkName, String passphrase, int size) {
        if (size < 1 || size > MAX_SIZE) {
            throw new IllegalArgumentException("an access code has 1 to 64 bytes, not " + size);
        }
        byte[] name = isSet(networkName) ? hash(networkName) : new byte[0];
        byte[] phrase = isSet(passphrase) ? hash(passphrase) : new byte[0];
        if (name.length + phrase.length == 0) {
            return Optional.empty();
        }
        byte[] key = Hkdf.derive(PrivateIdentity.KEY_SET_LENGTH, Hashes.sha256Bytes(name, phrase), SALT, null);
        return Optional.of(new AccessCode(key, size));
    }

    /**
     * What an interface, with or without a code, makes of a received frame: the packet, if it belongs here.
     *
     * @return the packet with bit 7 of its flags clear; {@link WireRejection#TOO_SHORT} up to two bytes; {@link
     *     WireRejection#BAD_ACCESS_CODE} for a code that is missing, not expected, or wrong
     */
    public static Decoded<byte[]> admit(Optional<AccessCode> code, byte[] frame) {
        if (frame.length <= CODE_AT) {
            return Decoded.rejected(WireRejection.TOO_SHORT);
        }
        if (code.isPresent()) {
            return code.get().open(frame);
        }
        return frame[0] < 0 ? Decoded.rejected(WireRejection.BAD_ACCESS_CODE) : Decoded.value(frame);
    }

    /** How much longer a sealed packet is, in bytes. */
    public int size() {
        return size;
    }

    /**
     * Seals a packet for the interface.
     *
     * @param packet at least two bytes, bit 7 of the first clear
     */
    public byte[] seal(byte[] packet) {
        byte[] code = codeOf(packet);
        byte[] frame = new byte[packet.length + size];
        frame[0] = packet[0];
        frame[1] = packet[1];
        System.arraycopy(code, 0, frame, CODE_AT, size);
        System.arraycopy(packet, CODE_AT, frame, CODE_AT + size, packet.length - CODE_AT);
        mask(frame, code);
        frame[0] |= SEALED;
        return frame;
    }

    /**
     * Opens a received frame; the code is compared in constant time.
     *
     * @return the packet, or {@link WireRejection#BAD_ACCESS_CODE}
     */
    public Decoded<byte[]> open(byte[] frame) {
        if (frame.length <= CODE_AT + size || frame[0] >= 0) {
            return Decoded.rejected(WireRejection.BAD_ACCESS_CODE);
        }
        byte[] code = Arrays.copyOfRange(frame, CODE_AT, CODE_AT + size);
        byte[] clear = frame.clone();
        mask(clear, code);
        byte[] packet = new byte[frame.length - size];
        packet[0] = (byte) (clear[0] & ~SEALED);
        packet[1] = clear[1];
        System.arraycopy(clear, CODE_AT + size, packet, CODE_AT, packet.length - CODE_AT);
        return MessageDigest.isEqual(code, codeOf(packet))
                ? Decoded.value(packet)
                : Decoded.rejected(WireRejection.BAD_ACCESS_CODE);
    }

    /** A signature that operators compare to see whether two interfaces have the same name and passphrase. */
    public byte[] operatorSignature() {
        return identity.sign(Hashes.sha256Bytes(key));
    }

    private byte[] codeOf(byte[] packet) {
        byte[] signature = identity.sign(packet);
        return Arrays.copyOfRange(signature, signature.length - size, signature.length);
    }

    private void mask(byte[] frame, byte[] code) {
        byte[] mask = Hkdf.derive(frame.length, code, key, null);
        for (int i = 0; i < frame.length; i++) {
            if (i < CODE_AT || i >= CODE_AT + size) {
                frame[i] ^= mask[i];
            }
        }
    }

    private static boolean isSet(String text) {
        return text != null && !text.isEmpty() && !text.equals("None");
    }

    private static byte[] hash(String text) {
        return Hashes.sha256Bytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
