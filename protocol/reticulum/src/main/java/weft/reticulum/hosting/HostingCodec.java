package weft.reticulum.hosting;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import weft.reticulum.Address;
import weft.reticulum.Decoded;
import weft.reticulum.Digest;
import weft.reticulum.WireRejection;

/**
 * The packet plane's compact binary form of the hosting records.
 *
 * <p>One byte version, one byte kind, eight bytes ingress time in Unix milliseconds, sixteen bytes owner, then the record's
 * own members in order; numbers big-endian, a flag byte in front of what is optional, raw packets last and to the end. Version 2
 * has the sixteen bytes of the home Router after the owner, and is written only where there is one. Version 3 is a
 * {@link ToRouter.Host} whose role isn't a member's, with one byte for it after the owner.
 * Records are at most {@link #MAX_LENGTH} bytes; decoding refuses anything else by name and never throws.
 */
public final class HostingCodec {

    /** Largest record: the largest packet an Endpoint's link may carry, and the members around it, in bytes. */
    public static final int MAX_LENGTH = 65_536 + 256;

    private static final byte VERSION = 1;
    private static final byte WITH_HOME = 2;
    private static final byte WITH_ROLE = 3;
    private static final int PREFIX = 2 + Long.BYTES + Address.LENGTH;
    private static final int ATTACHMENT = Address.LENGTH + Long.BYTES + Integer.BYTES;

    private HostingCodec() {}

    /** Encodes what a Router says. */
    public static byte[] encode(ToEndpoint message, long ingressMillis) {
        return switch (message) {
            case ToEndpoint.Inbound inbound -> inbound(inbound, ingressMillis);
            case ToEndpoint.Sent sent -> sent(sent, ingressMillis);
            case ToEndpoint.NoPath(Address owner, long ref) ->
                begin(Kind.NO_PATH, ingressMillis, owner, Long.BYTES)
                        .putLong(ref)
                        .array();
            case ToEndpoint.InterfaceGone(Address owner, long ref) ->
                begin(Kind.INTERFACE_GONE, ingressMillis, owner, Long.BYTES)
                        .putLong(ref)
                        .array();
            case ToEndpoint.Full(Address owner, long ref) ->
                begin(Kind.FULL, ingressMillis, owner, Long.BYTES).putLong(ref).array();
            case ToEndpoint.PathKnown known -> pathKnown(known, ingressMillis);
            case ToEndpoint.PathRequested(Address owner, InterfaceRef on) ->
                put(begin(Kind.PATH_REQUESTED, ingressMillis, owner, ATTACHMENT), on)
                        .array();
        };
    }

    /** Encodes what an Endpoint says. */
    public static byte[] encode(ToRouter message, long ingressMillis) {
        return switch (message) {
            case ToRouter.Outbound out -> {
                int size = Long.BYTES + 1 + ATTACHMENT + out.raw().length;
                ByteBuffer buffer = begin(Kind.OUTBOUND, ingressMillis, out.owner(), out.home(), size)
                        .putLong(out.ref());
                yield trimmed(put(buffer, out.on()).put(out.raw()));
            }
            case ToRouter.PathWanted(Address owner, Address destination, Optional<Address> home) ->
                put(begin(Kind.PATH_WANTED, ingressMillis, owner, home, Address.LENGTH), destination)
                        .array();
            case ToRouter.Host(Address owner, long epoch, HostedRole role) ->
                role == HostedRole.MEMBER
                        ? begin(Kind.HOST, ingressMillis, owner, Long.BYTES)
                                .putLong(epoch)
                                .array()
                        : begin(WITH_ROLE, Kind.HOST, ingressMillis, owner, 1 + Long.BYTES)
                                .put((byte) role.ordinal())
                                .putLong(epoch)
                                .array();
            case ToRouter.Withdraw(Address owner, long epoch) ->
                begin(Kind.WITHDRAW, ingressMillis, owner, Long.BYTES)
                        .putLong(epoch)
                        .array();
        };
    }

    /** Decodes a record for an Endpoint; {@link WireRejection#WRONG_KIND} when it is for a Router or of another version. */
    public static Decoded<BusRecord<ToEndpoint>> decodeToEndpoint(byte[] bytes) {
        return decode(bytes, HostingCodec::readToEndpoint);
    }

    /** Decodes a record for a Router; {@link WireRejection#WRONG_KIND} when it is for an Endpoint or of another version. */
    public static Decoded<BusRecord<ToRouter>> decodeToRouter(byte[] bytes) {
        return decode(bytes, HostingCodec::readToRouter);
    }

    private enum Kind {
        INBOUND,
        SENT,
        NO_PATH,
        INTERFACE_GONE,
        FULL,
        PATH_KNOWN,
        PATH_REQUESTED,
        OUTBOUND,
        PATH_WANTED,
        HOST,
        WITHDRAW;

        private static final Kind[] BY_CODE = values();
    }

    @FunctionalInterface
    private interface Reader<T> {
        /** Null for a kind that goes the other way, or of which there is none of that version. */
        T read(Head head, ByteBuffer members);
    }

    /** What stands before a record's own members. */
    private record Head(Kind kind, Address owner, Optional<Address> home, HostedRole role) {
        static Head read(byte version, Kind kind, ByteBuffer in) {
            Address owner = address(in);
            return new Head(
                    kind,
                    owner,
                    version == WITH_HOME ? Optional.of(address(in)) : Optional.empty(),
                    version == WITH_ROLE ? role(in.get()) : HostedRole.MEMBER);
        }

        /** Null for a byte that stands for none; a member's has no byte. */
        private static HostedRole role(byte code) {
            return code > 0 && code < HostedRole.values().length ? HostedRole.values()[code] : null;
        }

        boolean isPlain() {
            return home.isEmpty() && role == HostedRole.MEMBER;
        }
    }

    private static <T> Decoded<BusRecord<T>> decode(byte[] bytes, Reader<T> reader) {
        if (bytes.length < PREFIX) {
            return Decoded.rejected(WireRejection.TOO_SHORT);
        }
        if (bytes.length > MAX_LENGTH) {
            return Decoded.rejected(WireRejection.TOO_LONG);
        }
        boolean known = bytes[0] >= VERSION && bytes[0] <= WITH_ROLE;
        if (!known || bytes[1] < 0 || bytes[1] >= Kind.BY_CODE.length) {
            return Decoded.rejected(WireRejection.WRONG_KIND);
        }
        ByteBuffer members = ByteBuffer.wrap(bytes).position(2);
        long ingressMillis = members.getLong();
        try {
            T content = reader.read(Head.read(bytes[0], Kind.BY_CODE[bytes[1]], members), members);
            return content == null
                    ? Decoded.rejected(WireRejection.WRONG_KIND)
                    : Decoded.value(new BusRecord<>(ingressMillis, content));
        } catch (BufferUnderflowException e) {
            return Decoded.rejected(WireRejection.TOO_SHORT);
        }
    }

    private static ToEndpoint readToEndpoint(Head head, ByteBuffer in) {
        if (!head.isPlain()) {
            return null;
        }
        Address owner = head.owner();
        return switch (head.kind()) {
            case INBOUND ->
                new ToEndpoint.Inbound(owner, interfaceRef(in), in.get() & 0xFF, signal(in), in.getInt(), rest(in));
            case SENT ->
                new ToEndpoint.Sent(
                        owner,
                        in.getLong(),
                        digest(in),
                        in.get() & 0xFF,
                        optionalAttachment(in),
                        in.getLong(),
                        in.getLong());
            case NO_PATH -> new ToEndpoint.NoPath(owner, in.getLong());
            case INTERFACE_GONE -> new ToEndpoint.InterfaceGone(owner, in.getLong());
            case FULL -> new ToEndpoint.Full(owner, in.getLong());
            case PATH_KNOWN -> {
                Address destination = address(in);
                int hops = in.get() & 0xFF;
                long timeout = in.getLong();
                yield new ToEndpoint.PathKnown(owner, destination, hops, rest(in), timeout);
            }
            case PATH_REQUESTED -> new ToEndpoint.PathRequested(owner, interfaceRef(in));
            case OUTBOUND, PATH_WANTED, HOST, WITHDRAW -> null;
        };
    }

    private static ToRouter readToRouter(Head head, ByteBuffer in) {
        Address owner = head.owner();
        return switch (head.kind()) {
            case HOST ->
                head.home().isPresent() || head.role() == null
                        ? null
                        : new ToRouter.Host(owner, in.getLong(), head.role());
            case OUTBOUND, PATH_WANTED -> head.role() == HostedRole.MEMBER ? readOutward(head, in) : null;
            case WITHDRAW -> head.isPlain() ? new ToRouter.Withdraw(owner, in.getLong()) : null;
            case INBOUND, SENT, NO_PATH, INTERFACE_GONE, FULL, PATH_KNOWN, PATH_REQUESTED -> null;
        };
    }

    private static ToRouter readOutward(Head head, ByteBuffer in) {
        return head.kind() == Kind.PATH_WANTED
                ? new ToRouter.PathWanted(head.owner(), address(in), head.home())
                : new ToRouter.Outbound(head.owner(), in.getLong(), optionalAttachment(in), head.home(), rest(in));
    }

    private static byte[] inbound(ToEndpoint.Inbound inbound, long ingressMillis) {
        int size = ATTACHMENT + 1 + 1 + 2 * Float.BYTES + Integer.BYTES + inbound.raw().length;
        ByteBuffer buffer = put(begin(Kind.INBOUND, ingressMillis, inbound.owner(), size), inbound.from())
                .put((byte) inbound.hops());
        inbound.signal()
                .ifPresentOrElse(
                        signal -> buffer.put((byte) 1).putFloat(signal.rssi()).putFloat(signal.snr()),
                        () -> buffer.put((byte) 0));
        return trimmed(buffer.putInt(inbound.linkMtu()).put(inbound.raw()));
    }

    private static byte[] sent(ToEndpoint.Sent sent, long ingressMillis) {
        int size = 3 * Long.BYTES + Digest.LENGTH + 2 + ATTACHMENT;
        ByteBuffer buffer = begin(Kind.SENT, ingressMillis, sent.owner(), size).putLong(sent.ref());
        buffer.put(sent.packetHash().bytes()).put((byte) sent.hops());
        put(buffer, sent.on());
        return trimmed(buffer.putLong(sent.firstHopTimeoutNanos()).putLong(sent.slowestBitrate()));
    }

    private static byte[] pathKnown(ToEndpoint.PathKnown known, long ingressMillis) {
        int size = Address.LENGTH + 1 + Long.BYTES + known.announce().length;
        return put(begin(Kind.PATH_KNOWN, ingressMillis, known.owner(), size), known.destination())
                .put((byte) known.hops())
                .putLong(known.firstHopTimeoutNanos())
                .put(known.announce())
                .array();
    }

    private static ByteBuffer begin(Kind kind, long ingressMillis, Address owner, int size) {
        return begin(kind, ingressMillis, owner, Optional.empty(), size);
    }

    private static ByteBuffer begin(Kind kind, long ingressMillis, Address owner, Optional<Address> home, int size) {
        return home.isPresent()
                ? put(begin(WITH_HOME, kind, ingressMillis, owner, Address.LENGTH + size), home.get())
                : begin(VERSION, kind, ingressMillis, owner, size);
    }

    private static ByteBuffer begin(byte version, Kind kind, long ingressMillis, Address owner, int size) {
        ByteBuffer buffer = ByteBuffer.allocate(PREFIX + size)
                .put(version)
                .put((byte) kind.ordinal())
                .putLong(ingressMillis);
        return put(buffer, owner);
    }

    private static ByteBuffer put(ByteBuffer buffer, Address address) {
        return buffer.putLong(address.high()).putLong(address.low());
    }

    private static ByteBuffer put(ByteBuffer buffer, InterfaceRef interfaceRef) {
        return put(buffer, interfaceRef.router())
                .putLong(interfaceRef.incarnation())
                .putInt(interfaceRef.interfaceId());
    }

    private static ByteBuffer put(ByteBuffer buffer, Optional<InterfaceRef> interfaceRef) {
        return interfaceRef.isPresent() ? put(buffer.put((byte) 1), interfaceRef.get()) : buffer.put((byte) 0);
    }

    private static byte[] trimmed(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.position()];
        buffer.flip().get(bytes);
        return bytes;
    }

    private static Address address(ByteBuffer in) {
        return new Address(in.getLong(), in.getLong());
    }

    private static Digest digest(ByteBuffer in) {
        return new Digest(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    }

    private static InterfaceRef interfaceRef(ByteBuffer in) {
        return new InterfaceRef(address(in), in.getLong(), in.getInt());
    }

    private static Optional<InterfaceRef> optionalAttachment(ByteBuffer in) {
        return in.get() == 0 ? Optional.empty() : Optional.of(interfaceRef(in));
    }

    private static Optional<Signal> signal(ByteBuffer in) {
        return in.get() == 0 ? Optional.empty() : Optional.of(new Signal(in.getFloat(), in.getFloat()));
    }

    private static byte[] rest(ByteBuffer in) {
        byte[] bytes = new byte[in.remaining()];
        in.get(bytes);
        return bytes;
    }
}
