package weft.service.vault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/**
 * Seals what is kept for repeated writes. An answer repeats what stands sealed elsewhere, or holds a secret that is shown once; a
 * body may hold a password; and the key that a client made up may say something too. So none of them is stored: the row is
 * named by a keyed digest, knows its request by another, and its answer opens in this row for this request alone.
 *
 * <p>The three keys follow from one secret that stands outside the database. Thread-safe.
 */
public final class AnswerSeal {

    private final KeyedDigest names;
    private final KeyedDigest requests;
    private final SealingKey answers;

    AnswerSeal(byte[] secret, SecureRandom random) {
        this.names = KeyedDigest.under(SealingKey.expand(secret, "weft kept answers: names"));
        this.requests = KeyedDigest.under(SealingKey.expand(secret, "weft kept answers: requests"));
        this.answers = SealingKey.derive(secret, "weft kept answers", random);
    }

    /**
     * A seal for all rows of one owner.
     *
     * @param secret at least 32 secret bytes that are used for nothing else
     */
    public static AnswerSeal under(byte[] secret) {
        return new AnswerSeal(secret, new SecureRandom());
    }

    /**
     * The row of a write.
     *
     * @param write whose it is and how its client named it; other writes have other texts
     * @param request all that a repetition has to repeat
     */
    public Row row(String write, byte[]... request) {
        return new Row(names.of(write), requests.of(request));
    }

    /**
     * Seals an answer for its row.
     *
     * @return 32 bytes more than the text has
     */
    public byte[] seal(Row row, int status, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] plain = ByteBuffer.allocate(Integer.BYTES + bytes.length)
                .putInt(status)
                .put(bytes)
                .array();
        return answers.seal(plain, row.context());
    }

    /**
     * Opens the answer of a row.
     *
     * @throws UnreadableSeal when it was sealed for another row, request or owner, or has been changed
     */
    public Opened open(Row row, byte[] sealed) {
        ByteBuffer plain = ByteBuffer.wrap(answers.open(sealed, row.context()));
        if (plain.remaining() < Integer.BYTES) {
            throw new UnreadableSeal();
        }
        int status = plain.getInt();
        return new Opened(status, StandardCharsets.UTF_8.decode(plain).toString());
    }

    /**
     * What stands in the database instead of a write.
     *
     * @param name 32 bytes that name it
     * @param request 32 bytes that know its request
     */
    public record Row(byte[] name, byte[] request) {

        private byte[] context() {
            return ByteBuffer.allocate(name.length + request.length)
                    .put(name)
                    .put(request)
                    .array();
        }
    }

    /** An answer as it was given: status code and body. */
    public record Opened(int status, String text) {}
}
