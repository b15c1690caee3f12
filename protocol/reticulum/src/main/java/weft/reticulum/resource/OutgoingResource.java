package weft.reticulum.resource;

import java.util.Optional;
import weft.reticulum.Address;

/**
 * What is to be sent as a resource.
 *
 * @param content any number of bytes
 * @param metadata one packed MessagePack value; not with empty content, which receivers could not tell apart
 * @param request the request that this is, or that it answers
 * @param response whether it answers {@code request}
 * @param compress whether bzip2 may be tried
 */
public record OutgoingResource(
        byte[] content, Optional<byte[]> metadata, Optional<Address> request, boolean response, boolean compress) {

    /** Uncompressed bytes of one segment. */
    public static final int MAX_SEGMENT = 1_048_575;

    /** Largest input that is compressed, and largest content of a segment that is decompressed, in bytes. */
    public static final int MAX_COMPRESSED_INPUT = 67_108_864;

    private static final int METADATA_HEADER = 3;

    /** Most packed metadata: it must fit the first segment together with its length. */
    public static final int MAX_METADATA = MAX_SEGMENT - METADATA_HEADER;

    /** Whether this can be sent at all. */
    public boolean isSendable() {
        return metadata.map(m -> m.length <= MAX_METADATA && content.length > 0).orElse(true)
                && (long) content.length + metadataLength() <= Integer.MAX_VALUE - MAX_SEGMENT;
    }

    /** Size of content and metadata with its length, in bytes. */
    public int totalSize() {
        return content.length + metadataLength();
    }

    int segments() {
        return Math.max(1, (totalSize() + MAX_SEGMENT - 1) / MAX_SEGMENT);
    }

    boolean mayCompress() {
        return compress && content.length <= MAX_COMPRESSED_INPUT;
    }

    /** The plain bytes of a segment, from 1: its share of metadata length, metadata and content. */
    byte[] segment(int index) {
        int from = (index - 1) * MAX_SEGMENT;
        byte[] plain = new byte[Math.min(MAX_SEGMENT, totalSize() - from)];
        int header = metadataLength();
        if (index == 1 && header > 0) {
            int length = header - METADATA_HEADER;
            plain[0] = (byte) (length >> 16);
            plain[1] = (byte) (length >> 8);
            plain[2] = (byte) length;
            System.arraycopy(metadata.orElseThrow(), 0, plain, METADATA_HEADER, length);
            System.arraycopy(content, 0, plain, header, plain.length - header);
        } else {
            System.arraycopy(content, from - header, plain, 0, plain.length);
        }
        return plain;
    }

    private int metadataLength() {
        return metadata.map(m -> METADATA_HEADER + m.length).orElse(0);
    }
}
