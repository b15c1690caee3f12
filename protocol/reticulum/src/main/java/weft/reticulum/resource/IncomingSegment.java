package weft.reticulum.resource;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * The parts of one segment as they come in (links-and-resources §17). Memory: the parts received, and eight bytes for each that
 * is to come.
 */
final class IncomingSegment {

    private final ResourceAdvertisement advertised;
    private final int partSize;
    private final int[] mapHashes;
    private final byte[][] parts;
    private int known;
    private int contiguous;
    private int received;
    private int receivedBytes;

    IncomingSegment(ResourceAdvertisement advertised, int partSize) {
        this.advertised = advertised;
        this.partSize = partSize;
        this.mapHashes = Arrays.copyOf(advertised.mapHashes(), advertised.parts());
        this.parts = new byte[advertised.parts()][];
        this.known = advertised.mapHashes().length;
    }

    ResourceAdvertisement advertised() {
        return advertised;
    }

    /** Keeps a part when its name is among the next ones and it was not there before. */
    boolean store(byte[] part) {
        int name = MapHashes.of(part, advertised.random());
        int end = Math.min(known, contiguous + TransferWindow.LARGEST);
        for (int i = contiguous; i < end; i++) {
            if (mapHashes[i] == name && parts[i] == null && part.length == lengthOf(i)) {
                parts[i] = part;
                received++;
                receivedBytes += part.length;
                while (contiguous < parts.length && parts[contiguous] != null) {
                    contiguous++;
                }
                return true;
            }
        }
        return false;
    }

    private int lengthOf(int index) {
        return Math.min(partSize, advertised.transferSize() - index * partSize);
    }

    /** Adds a page of map hashes; false when it is not the next one or has another length than it must. */
    boolean addPage(HashmapUpdate update) {
        int length = update.mapHashes().length;
        boolean fits = known % ResourceAdvertisement.HASHMAP_LENGTH == 0
                && update.page() == known / ResourceAdvertisement.HASHMAP_LENGTH
                && length == Math.min(ResourceAdvertisement.HASHMAP_LENGTH, mapHashes.length - known);
        if (fits) {
            System.arraycopy(update.mapHashes(), 0, mapHashes, known, length);
            known += length;
        }
        return fits;
    }

    /** What is missing among the next {@code window} parts; says so when names run out before the window does. */
    PartRequest request(int window) {
        int end = Math.min(parts.length, contiguous + window);
        int[] wanted = new int[end - contiguous];
        int count = 0;
        for (int i = contiguous; i < Math.min(end, known); i++) {
            if (parts[i] == null) {
                wanted[count++] = mapHashes[i];
            }
        }
        OptionalInt lastKnown = end > known ? OptionalInt.of(mapHashes[known - 1]) : OptionalInt.empty();
        return new PartRequest(lastKnown, advertised.hash(), Arrays.copyOf(wanted, count));
    }

    boolean isComplete() {
        return received == parts.length;
    }

    int receivedBytes() {
        return receivedBytes;
    }

    /** All parts, one after the other. */
    byte[] stream() {
        byte[] stream = new byte[advertised.transferSize()];
        for (int i = 0; i < parts.length; i++) {
            System.arraycopy(parts[i], 0, stream, i * partSize, parts[i].length);
        }
        return stream;
    }
}
